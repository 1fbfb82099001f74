namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Blocks the ThreadPool until Dispose. The pool has the smallest allowed number of threads, all of them blocked, and its queue holds more
/// blockers than there can be threads.
/// </summary>
internal sealed class StarvedThreadPool : IDisposable
{
    private const int Blockers = 64;

    private readonly ManualResetEventSlim _release = new();
    private readonly SemaphoreSlim _blocked = new(0);
    private readonly CountdownEvent _left = new(Blockers);
    private readonly (int Worker, int Port) _minimum;
    private readonly (int Worker, int Port) _maximum;

    public StarvedThreadPool()
    {
        ThreadPool.GetMinThreads(out _minimum.Worker, out _minimum.Port);
        ThreadPool.GetMaxThreads(out _maximum.Worker, out _maximum.Port);
        ThreadPool.SetMinThreads(1, 1);
        // The smallest maximum that the pool accepts. Otherwise the pool would add a thread every half second.
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, _maximum.Port);
        for (var i = 0; i < Blockers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static pool => pool.Block(),
                this,
                preferLocal: false);
        }

        // Waits for one blocker on each thread that the pool may have. After this the pool has no free thread.
        for (var i = 0; i < Environment.ProcessorCount; i++)
            _blocked.Wait();
    }

    public void Dispose()
    {
        ThreadPool.SetMaxThreads(_maximum.Worker, _maximum.Port);
        ThreadPool.SetMinThreads(_minimum.Worker, _minimum.Port);
        _release.Set();
        _left.Wait();
    }

    private void Block()
    {
        _blocked.Release();
        _release.Wait();
        _left.Signal();
    }
}
