using System.Diagnostics;

namespace Starvation.Load;

/// <summary>Counts the threads of the service's process in short intervals, from a thread of its own.</summary>
internal sealed class ThreadCounter : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly List<ThreadSample> _samples = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public ThreadCounter(ServiceProcess service, long origin)
    {
        _thread = new Thread(() =>
        {
            do
            {
                if (service.CountThreads() is { } threads)
                    _samples.Add(new ThreadSample(Stopwatch.GetElapsedTime(origin), threads));
            }
            while (!_stop.Wait(s_interval));
        })
        { IsBackground = true, Name = "thread counter" };
        _thread.Start();
    }

    /// <summary>Ends the counting and returns the counts.</summary>
    public IReadOnlyList<ThreadSample> Stop()
    {
        _stop.Set();
        _thread.Join();
        return _samples;
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }
}
