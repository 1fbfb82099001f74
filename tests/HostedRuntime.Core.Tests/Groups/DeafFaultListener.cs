using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime.Tests.Groups;

/// <summary>For tests that do not ask about faults.</summary>
internal sealed class DeafFaultListener : IFaultListener
{
    public TimeProvider TimeProvider => TimeProvider.System;

    public TimeSpan FaultObservationDelay => Timeout.InfiniteTimeSpan;

    public void OnUnobserved(TaskInfo task, Exception exception)
    {
    }

    public void OnUnhandled(TaskInfo task, Exception exception)
    {
    }

    public void OnCollected(FaultRecord record)
    {
    }
}
