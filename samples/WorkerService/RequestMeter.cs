using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace WorkerService;

/// <summary>
/// Sends requests and measures how long each waits for a thread of the ThreadPool, where a web server also handles requests. The sender has
/// its own thread, so that the measured waits do not delay it.
/// </summary>
internal sealed class RequestMeter(IOptions<LoadOptions> load)
{
    public Task<Latencies> MeasureAsync()
    {
        var done = new TaskCompletionSource<Latencies>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => done.SetResult(Measure())) { IsBackground = true, Name = "requests" }.Start();
        return done.Task;
    }

    private Latencies Measure()
    {
        var requests = new List<Task<TimeSpan>>();
        for (var i = 0; i < load.Value.Requests; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            requests.Add(Task.Run(() => Stopwatch.GetElapsedTime(sent)));
            Thread.Sleep(load.Value.Interval);
        }

        Task.WaitAll(requests);
        return new Latencies(requests.Select(static request => request.Result));
    }
}
