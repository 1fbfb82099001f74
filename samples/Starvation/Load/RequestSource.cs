using System.Diagnostics;

namespace Starvation.Load;

/// <summary>
/// Sends requests at fixed times, whether or not earlier ones are answered. So a slow service does not slow the load down, and no request
/// is left out of the figures because an earlier one waits.
/// </summary>
internal sealed class RequestSource(string name, TimeSpan interval, Func<int, Task<bool>> send)
{
    private readonly List<Task<Sample>> _sent = [];

    /// <summary>How many requests were sent under load. Read it after <see cref="RunAsync"/> has completed.</summary>
    public int Sent => _sent.Count;

    /// <summary>Sends a few requests one after the other, so that the service compiles its code before there is load.</summary>
    public async Task WarmUpAsync(int requests)
    {
        for (var number = -requests; number < 0; number++)
            await send(number);
    }

    /// <summary>Sends from a thread of its own. The returned task completes when the last request was sent.</summary>
    /// <param name="origin">The timestamp of the begin of the measured time.</param>
    /// <param name="from">When to begin; negative for a warm-up.</param>
    /// <param name="to">When to end.</param>
    public Task RunAsync(long origin, TimeSpan from, TimeSpan to)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            var number = 0;
            for (var at = from; at < to; at += interval)
            {
                var wait = at - Stopwatch.GetElapsedTime(origin);
                if (wait > TimeSpan.Zero)
                    Thread.Sleep(wait);
                _sent.Add(SendAsync(origin, at, number++));
            }

            done.SetResult();
        })
        { IsBackground = true, Name = name }.Start();
        return done.Task;
    }

    /// <summary>Waits for the answers. Call it after <see cref="RunAsync"/> has completed.</summary>
    public async Task<IReadOnlyList<Sample>> AnswersAsync() => await Task.WhenAll(_sent);

    private async Task<Sample> SendAsync(long origin, TimeSpan at, int number)
    {
        // Not from the time when it was due: that this thread woke late is no fault of the service.
        var sent = Stopwatch.GetTimestamp();
        var isAnswered = await send(number);
        return new Sample(at, Stopwatch.GetElapsedTime(sent), isAnswered, number);
    }
}
