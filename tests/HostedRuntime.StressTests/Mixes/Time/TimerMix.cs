using System.Collections.Concurrent;
using System.Diagnostics;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Many concurrent sleeps, timeouts that fire or do not, intervals, resettable sleeps and a delay queue. They are cancelled and aborted at
/// any moment, sometimes while the runtime ends. Nothing ends early, nothing is lost, and no token fires after its body completed in time.
/// </summary>
internal sealed class TimerMix(int seed) : Mix(seed)
{
    private const int Tasks = 64;
    private const int Rounds = 120;

    private readonly ConcurrentQueue<CancellationToken> _keptTokens = [];
    private readonly ConcurrentQueue<Exception> _broken = [];
    private int _started;
    private int _enqueued;
    private int _dequeued;
    private volatile bool _isEnding;

    public override void Run()
    {
        using var runtime = Create();
        using var queue = new DelayQueue<long>(runtime.TimeProvider);
        var tasks = Enumerable.Range(0, Tasks).Select(i => runtime.Spawn(ct => UseAsync(runtime, queue, new Random(Seed + i), ct))).ToArray();
        // Once it has started, an aborted task goes on, because each abort only ends one of its waits.
        SpinWait.SpinUntil(() => Volatile.Read(ref _started) == Tasks);
        var endsAt = Random.Next(4) == 0 ? Random.Next(400) : int.MaxValue;
        for (var i = 0; tasks.Any(static task => !task.IsFinished); i++)
        {
            Thread.Sleep(1);
            tasks[Random.Next(tasks.Length)].Abort();
            if (i != endsAt)
                continue;
            _isEnding = true;
            runtime.ShutdownAsync(TimeSpan.Zero).Wait();
        }

        foreach (var task in tasks)
            Check(SpinWait.SpinUntil(() => task.IsFinished, TimeSpan.FromSeconds(30)), "every task ends");
        if (_broken.TryDequeue(out var broken))
            throw new InvalidOperationException("Broken: a task failed", broken);
        if (!_isEnding)
            runtime.BlockOn(() => DrainAsync(runtime, queue));
        Check(_enqueued == _dequeued + queue.Count, "no item of the delay queue is lost or doubled");
        CheckNothingLeft(runtime);
        Check(_keptTokens.All(static token => !token.IsCancellationRequested), "no token fires after its body completed in time");
    }

    private async Task UseAsync(IRuntime runtime, DelayQueue<long> queue, Random random, CancellationToken own)
    {
        Interlocked.Increment(ref _started);
        for (var round = 0; round < Rounds && !_isEnding; round++)
        {
            try
            {
                using var source = random.Next(4) == 0 ? new CancellationTokenSource(TimeSpan.FromTicks(random.Next(40_000)), runtime.TimeProvider) : null;
                var ct = source?.Token ?? (random.Next(4) == 0 ? own : default);
                await (random.Next(7) switch
                {
                    0 => SleepAsync(random, ct),
                    1 => TimeOutAsync(random, ct),
                    2 or 3 => EndInTimeAsync(random, ct),
                    4 => TickAsync(runtime, random, ct),
                    5 => ResetAsync(runtime, random, ct),
                    _ => PassOnAsync(queue, random, ct),
                });
            }
            catch (OperationCanceledException)
            {
                // After an abort the task's own token stays fired, so it is not used again.
                own = default;
            }
            catch (Exception e)
            {
                _broken.Enqueue(e);
                return;
            }

            Step();
        }
    }

    private static TimeSpan Some(Random random, int milliseconds) => TimeSpan.FromTicks(random.NextInt64(milliseconds * TimeSpan.TicksPerMillisecond));

    private static void CheckNotEarly(long start, TimeSpan delay, string what)
        => Check(Stopwatch.GetElapsedTime(start) >= delay, $"{what} of {delay.TotalMilliseconds} ms is never early, but took {Stopwatch.GetElapsedTime(start).TotalMilliseconds} ms");

    private static async Task SleepAsync(Random random, CancellationToken ct)
    {
        var delay = Some(random, 4);
        var start = Stopwatch.GetTimestamp();
        await AsyncTime.SleepAsync(delay, ct);
        CheckNotEarly(start, delay, "a sleep");
    }

    private static async Task TimeOutAsync(Random random, CancellationToken ct)
    {
        var timeout = Some(random, 4);
        var isNested = random.Next(3) == 0;
        var start = Stopwatch.GetTimestamp();
        try
        {
            await AsyncTime.TimeoutAsync(timeout, inner => isNested
                ? AsyncTime.TimeoutAsync(timeout * 2, static inner => AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, inner).AsTask(), inner)
                : AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, inner).AsTask(), ct);
            Check(false, "a body that waits for ever does not end by itself");
        }
        catch (TimeoutException)
        {
            CheckNotEarly(start, timeout, "a timeout");
        }
    }

    /// <summary>Runs bodies under a timeout that they usually meet. Now and then the machine pauses for longer than the timeout.</summary>
    private async Task EndInTimeAsync(Random random, CancellationToken ct)
    {
        var timeout = TimeSpan.FromMilliseconds(random.Next(4) switch
        {
            0 => random.Next(1, 8),
            1 => 10_000,
            _ => 1_000,
        });
        for (var i = random.Next(1, 20); i > 0; i--)
        {
            var token = CancellationToken.None;
            var sleeps = random.Next(8) == 0;
            var start = Stopwatch.GetTimestamp();
            try
            {
                var result = await AsyncTime.TimeoutAsync(timeout, async inner =>
                {
                    token = inner;
                    if (sleeps)
                        await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(2), inner);
                    else
                        await CurrentTask.YieldAsync();
                    return start;
                }, ct);
                Check(result == start, "a timeout gives the result of its own body");
                // If the timeout expired at about the same time, the token may still fire.
                if (Stopwatch.GetElapsedTime(start) >= timeout || ct.IsCancellationRequested)
                    continue;
                Check(!token.IsCancellationRequested, "no token fires early");
                _keptTokens.Enqueue(token);
            }
            catch (TimeoutException)
            {
                CheckNotEarly(start, timeout, "a timeout");
            }
        }
    }

    private static async Task TickAsync(IRuntime runtime, Random random, CancellationToken ct)
    {
        var period = TimeSpan.FromTicks(random.Next(1, 20_000));
        var start = Stopwatch.GetTimestamp();
        using var interval = new Interval(period, MissedTickBehavior.Burst, runtime.TimeProvider);
        for (var i = 0; i < 5; i++)
        {
            Check(await interval.WaitForNextTickAsync(ct), "an interval ticks until it is disposed");
            CheckNotEarly(start, period * i, "a tick");
        }
    }

    private static async Task ResetAsync(IRuntime runtime, Random random, CancellationToken ct)
    {
        using var sleep = new ResettableSleep(Some(random, 4), runtime.TimeProvider);
        for (var i = random.Next(4); i > 0; i--)
        {
            var delay = Some(random, 4);
            var start = Stopwatch.GetTimestamp();
            sleep.Reset(delay);
            await sleep.WaitAsync(ct);
            CheckNotEarly(start, delay, "a sleep that was reset");
        }
    }

    private async Task PassOnAsync(DelayQueue<long> queue, Random random, CancellationToken ct)
    {
        var keys = new List<DelayQueue<long>.Key>();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var delay = Some(random, 4);
            keys.Add(queue.Enqueue(Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), delay));
            Interlocked.Increment(ref _enqueued);
        }

        if (random.Next(4) == 0 && queue.TryRemove(keys[0], out _))
            Interlocked.Increment(ref _dequeued);
        if (random.Next(4) == 0 && queue.TryPeek(out var key, out var next, out var left))
        {
            Check(left > TimeSpan.Zero || Stopwatch.GetTimestamp() >= next, "no item is shown as due early");
            if (queue.TryRemove(key, out _))
                Interlocked.Increment(ref _dequeued);
        }

        for (var i = random.Next(6); i > 0; i--)
        {
            var due = await queue.DequeueAsync(ct);
            Interlocked.Increment(ref _dequeued);
            Check(Stopwatch.GetTimestamp() >= due, "no item comes out early");
        }
    }

    /// <summary>Reads the items that are left with several readers, all of which see the end.</summary>
    private async Task DrainAsync(IRuntime runtime, DelayQueue<long> queue)
    {
        var readers = Enumerable.Range(0, 4).Select(_ => runtime.Spawn(async () =>
        {
            await foreach (var due in queue.ReadAllAsync())
            {
                Interlocked.Increment(ref _dequeued);
                Check(Stopwatch.GetTimestamp() >= due, "no item comes out early");
            }
        })).ToArray();
        queue.Complete();
        foreach (var reader in readers)
            await reader;
        Check(queue.Count == 0, "the end is seen once no item is left");
        Step();
    }
}
