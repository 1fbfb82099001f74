using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>A thread that waits for the end of a task.</summary>
internal sealed class BlockingJoin : IJoiner
{
    private readonly ThreadGate _gate = new();

    /// <summary>The thread that waits throws what the body threw.</summary>
    public bool OnEnded()
    {
        _gate.Set();
        return true;
    }

    public void Wait() => _gate.WaitUninterrupted();
}
