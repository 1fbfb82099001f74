using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Time;

/// <summary>
/// A runtime whose time passes only when a test moves it. It has one thread and a strict order. So once a task that is spawned now has run,
/// all work that was ready before has run too.
/// </summary>
internal sealed class FakeClock : IDisposable
{
    public FakeClock() => Runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread, ShutdownTimeout = TimeSpan.Zero }, Time);

    public FakeTimeProvider Time { get; } = new();

    public IRuntime Runtime { get; }

    /// <summary>Spawns a body, and returns when the body waits or has ended.</summary>
    public JoinHandle<T> Start<T>(Func<Task<T>> body) => Settled(Runtime.Spawn(body));

    public JoinHandle Start(Func<Task> body) => Settled(Runtime.Spawn(body));

    public JoinHandle Start(Func<CancellationToken, Task> body) => Settled(Runtime.Spawn(body));

    /// <summary>Lets time pass, and returns when all work that this made ready has run.</summary>
    public void Pass(double milliseconds)
    {
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Settle();
    }

    /// <summary>Runs all ready work, in several rounds because that work may make other work ready.</summary>
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
