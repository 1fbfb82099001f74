namespace HostedRuntime.Tests.Contracts;

/// <summary>
/// Starves the ThreadPool until it is disposed. It limits the pool to the smallest number of threads, and queues more blocking work items
/// than the pool can have threads. Tests that use it run alone.
/// </summary>
internal sealed class StarvedPool : IDisposable
{
    private const int Blockers = 200;

    private readonly ManualResetEventSlim _release = new();
    private readonly CountdownEvent _blockersLeft = new(Blockers);
    private readonly (int Worker, int Port) _minimum;
    private readonly (int Worker, int Port) _maximum;
    private int _probeRan;

    public StarvedPool()
    {
        ThreadPool.GetMinThreads(out _minimum.Worker, out _minimum.Port);
        ThreadPool.GetMaxThreads(out _maximum.Worker, out _maximum.Port);
        Assert.True(ThreadPool.SetMinThreads(1, 1));
        Assert.True(ThreadPool.SetMaxThreads(Environment.ProcessorCount, _maximum.Port));
        for (var i = 0; i < Blockers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Block(), this, preferLocal: false);
        // Queued behind the blockers, so it runs only if the pool has a thread that no blocker occupies.
        ThreadPool.UnsafeQueueUserWorkItem(static pool => Interlocked.Exchange(ref pool._probeRan, 1), this, preferLocal: false);
    }

    /// <summary>True if the pool ran no other work. Otherwise the test has proved nothing.</summary>
    public bool WasStarved => Volatile.Read(ref _probeRan) == 0;

    public void Dispose()
    {
        ThreadPool.SetMaxThreads(_maximum.Worker, _maximum.Port);
        ThreadPool.SetMinThreads(_minimum.Worker, _minimum.Port);
        _release.Set();
        _blockersLeft.Wait();
    }

    private void Block()
    {
        _release.Wait();
        _blockersLeft.Signal();
    }
}

/// <summary>The collection of tests that run while no other test of the process runs.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
