using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime.Tests.Groups;

/// <summary>A listener that ignores faults, for tests that do not look at them.</summary>
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
