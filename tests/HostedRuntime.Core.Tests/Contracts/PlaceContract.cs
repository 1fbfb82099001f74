namespace HostedRuntime.Tests.Contracts;

/// <summary>Where a primitive is used from. Each contract of a primitive runs in all of them.</summary>
public abstract class PlaceContract
{
    /// <summary>Runs an asynchronous body in this place.</summary>
    protected abstract void Run(Func<Task> body);

    protected static void OnARuntime(int workers, Func<Task> body) => OnARuntime(new RuntimeOptions { WorkerThreads = workers }, body);

    protected static void OnARuntime(RuntimeFlavor flavor, Func<Task> body) => OnARuntime(new RuntimeOptions { Flavor = flavor }, body);

    protected static void OffTheRuntime(Func<Task> body) => Task.Run(body).WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();

    protected static void OnASingleThreadedContext(Func<Task> body)
    {
        // BlockOn's pump is a single-threaded SynchronizationContext like that of a window.
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        rt.BlockOn(body);
    }

    private static void OnARuntime(RuntimeOptions options, Func<Task> body)
    {
        using var rt = AsyncRuntime.Create(options);
        rt.BlockOn(async () => await rt.Spawn(body));
    }
}
