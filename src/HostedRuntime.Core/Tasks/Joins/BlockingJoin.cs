using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>The wait of a blocked thread for the end of a task.</summary>
internal sealed class BlockingJoin : IJoiner
{
    private readonly ThreadGate _gate = new();

    /// <summary>Returns true: the thread that waits throws the exception of the body.</summary>
    public bool OnEnded()
    {
        _gate.Set();
        return true;
    }

    public void Wait() => _gate.WaitUninterrupted();
}
