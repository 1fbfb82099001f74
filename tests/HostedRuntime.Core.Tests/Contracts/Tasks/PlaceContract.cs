namespace HostedRuntime.Tests.Contracts;

/// <summary>The base of the contracts of primitives. Each contract runs in every place that a primitive can be used from.</summary>
public abstract class PlaceContract
{
    /// <summary>Runs an async body in the place that the subclass stands for.</summary>
    protected abstract void Run(Func<Task> body);

    protected static void OnARuntime(int workers, Func<Task> body) => OnARuntime(new RuntimeOptions { WorkerThreads = workers }, body);

    protected static void OnARuntime(RuntimeFlavor flavor, Func<Task> body) => OnARuntime(new RuntimeOptions { Flavor = flavor }, body);

    protected static void OffTheRuntime(Func<Task> body) => Task.Run(body).WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();

    protected static void OnASingleThreadedContext(Func<Task> body)
    {
        // BlockOn has a single-threaded SynchronizationContext, like the UI thread of a window.
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        rt.BlockOn(body);
    }

    private static void OnARuntime(RuntimeOptions options, Func<Task> body)
    {
        using var rt = AsyncRuntime.Create(options);
        rt.BlockOn(async () => await rt.Spawn(body));
    }
}
