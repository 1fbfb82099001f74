namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Takes the ThreadPool away until it is disposed: as few threads as it may have, all of them blocked, and more blockers in its queue
/// than threads could be left over.
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
        // The smallest maximum that the pool takes; without it the pool would add a thread each half second.
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, _maximum.Port);
        for (var i = 0; i < Blockers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static pool => pool.Block(),
                this,
                preferLocal: false);
        }

        // One for each thread that the pool may have: from here on it has none.
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
