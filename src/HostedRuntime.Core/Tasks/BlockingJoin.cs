using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>A thread that waits for the end of a task.</summary>
internal sealed class BlockingJoin : IJoiner
{
    private readonly ThreadGate _gate = new();

    public void OnEnded() => _gate.Set();

    public void Wait() => _gate.WaitUninterrupted();
}
