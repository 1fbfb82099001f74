using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks;

/// <summary>The names of tasks whose faults were reported, in the order of the reports.</summary>
internal sealed class FaultLog
{
    private readonly List<string?> _unhandled = [];
    private readonly List<string?> _warned = [];

    public FaultLog()
    {
        Hooks.TaskFaulted = (task, _) =>
        {
            lock (_unhandled)
                _unhandled.Add(task.Name);
        };
        Hooks.TaskFaultUnobserved = (task, _) =>
        {
            lock (_warned)
                _warned.Add(task.Name);
        };
    }

    public RuntimeHooks Hooks { get; } = new();

    public List<string?> Unhandled
    {
        get
        {
            lock (_unhandled)
                return [.. _unhandled];
        }
    }

    public List<string?> Warned
    {
        get
        {
            lock (_warned)
                return [.. _warned];
        }
    }

    /// <summary>Waits for the first report of an unhandled fault, and returns the name of its task.</summary>
    public string? FirstUnhandled()
    {
        Signals.SpinUntil(() => Unhandled.Count > 0, "a fault is reported");
        return Unhandled[0];
    }
}
