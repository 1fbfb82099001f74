using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests;

/// <summary>The threads of a runtime that started and did not end.</summary>
internal sealed class ThreadCount
{
    private int _started;
    private int _alive;

    public int Started => Volatile.Read(ref _started);

    public int Alive => Volatile.Read(ref _alive);

    public void Watch(RuntimeHooks hooks)
    {
        hooks.ThreadStarted += _ =>
        {
            Interlocked.Increment(ref _started);
            Interlocked.Increment(ref _alive);
        };
        hooks.ThreadStopping += _ => Interlocked.Decrement(ref _alive);
    }
}
