using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time;

/// <summary>A runtime whose time passes when a test says so. One thread, strictly in order: what has not happened before a task that is spawned now has run was not made ready.</summary>
internal sealed class FakeClock : IDisposable
{
    public FakeClock() => Runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, ShutdownTimeout = TimeSpan.Zero }, Time);

    public FakeTimeProvider Time { get; } = new();

    public IRuntime Runtime { get; }

    /// <summary>Spawns a body and returns when it waits, or has ended.</summary>
    public JoinHandle<T> Start<T>(Func<Task<T>> body) => Settled(Runtime.Spawn(body));

    public JoinHandle Start(Func<Task> body) => Settled(Runtime.Spawn(body));

    public JoinHandle Start(Func<CancellationToken, Task> body) => Settled(Runtime.Spawn(body));

    /// <summary>Lets time pass, and returns when all that it made ready has run.</summary>
    public void Pass(double milliseconds)
    {
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Settle();
    }

    /// <summary>Several rounds: what runs may make others ready.</summary>
    public void Settle()
    {
        for (var round = 0; round < 5; round++)
            Runtime.Spawn(static () => { }).AsTask().Wait();
    }

    public void Dispose() => Runtime.Dispose();

    private TTask Settled<TTask>(TTask task) where TTask : JoinHandle
    {
        Settle();
        return task;
    }
}
