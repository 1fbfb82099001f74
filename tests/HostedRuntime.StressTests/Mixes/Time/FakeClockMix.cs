using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// One thread moves a clock while other threads use sleeps, timeouts, intervals, resettable sleeps and a delay queue, with cancels and
/// aborts. Nothing ends early. Once the clock has passed all due times it stands still, and everything ends.
/// </summary>
internal sealed class FakeClockMix(int seed) : Mix(seed)
{
    private const int Rounds = 500;
    private const int Tasks = 24;

    private static readonly string[] s_kinds = ["sleep", "timeout", "interval", "resettable sleep", "delay queue"];
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly ResettableSleep?[] _sleeps = new ResettableSleep?[Tasks];
    private readonly bool[] _begun = new bool[Tasks];
    private int _enqueued;
    private int _dequeued;

    public override void Run()
    {
        // No timeout, because after a failed check no thread moves the clock on which the shutdown would wait.
        using var runtime = Create(static options => options.ShutdownTimeout = TimeSpan.Zero, _clock);
        using var queue = new DelayQueue<Item>(_clock);
        for (var round = 0; round < Rounds; round++)
        {
            RunRound(runtime, queue);
            Step();
        }

        CheckNothingLeft(runtime);
    }

    private void RunRound(IRuntime runtime, DelayQueue<Item> queue)
    {
        Array.Clear(_begun);
        Array.Clear(_sleeps);
        using var source = new CancellationTokenSource();
        var tasks = new JoinHandle[Tasks];
        for (var i = 0; i < Tasks; i++)
        {
            var (index, own) = (i, new Random(Random.Next()));
            var kind = own.Next(s_kinds.Length);
            tasks[i] = runtime.Spawn(
                ct => UseAsync(queue, kind, index, own, own.Next(4) switch { 0 => source.Token, 1 => ct, _ => default }),
                new SpawnOptions { Name = s_kinds[kind] });
        }

        while (Enumerable.Range(0, Tasks).Any(i => !Volatile.Read(ref _begun[i]) && !tasks[i].IsFinished))
        {
            Move(tasks, source);
            Thread.Yield();
        }

        for (var i = Random.Next(4); i > 0; i--)
            Move(tasks, source);
        // Resets come before the last move of the clock, so that this move ends every sleep.
        foreach (var sleep in _sleeps)
        {
            if (sleep is not null && Random.Next(4) == 0)
                Reset(sleep);
        }

        // One millisecond more, because the delay queue rounds its times up to milliseconds.
        _clock.Advance(s_longest + TimeSpan.FromMilliseconds(1));
        Check(
            SpinWait.SpinUntil(() => tasks.All(static task => task.IsFinished), TimeSpan.FromMinutes(1)),
            $"everything ends once its time is over, and the clock need not move on; left: {string.Join("; ", runtime.CaptureTasks())}, the queue has {queue.Count}");
        runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
            {
                if (await task.JoinAsync() is { Exception: { } error })
                    throw new InvalidOperationException("Broken: a task failed", error);
            }

            while (queue.Count > 0)
            {
                CheckNotEarly(await queue.DequeueAsync());
                _dequeued++;
            }
        });
        Check(_enqueued == _dequeued, $"no item of the delay queue is lost or doubled, but {_enqueued} came in and {_dequeued} out");
    }

    private void Move(JoinHandle[] tasks, CancellationTokenSource source)
    {
        _clock.Advance(TimeSpan.FromTicks(Random.NextInt64(1, TimeSpan.TicksPerMillisecond)));
        if (Random.Next(8) == 0)
            tasks[Random.Next(Tasks)].Abort();
        if (Random.Next(64) == 0)
            source.Cancel();
    }

    private static TimeSpan Some(Random random) => TimeSpan.FromTicks(random.NextInt64(s_longest.Ticks));

    private void CheckNotEarly(long start, TimeSpan delay, string what)
    {
        // One tick more, because both readings are rounded down to ticks.
        var passed = _clock.GetElapsedTime(start) + TimeSpan.FromTicks(1);
        Check(passed >= delay, $"{what} of {delay} is never early, but took {passed}");
    }

    private void CheckNotEarly(Item item) => Check(_clock.GetElapsedTime(item.Enqueued) + TimeSpan.FromTicks(1) >= item.Delay, "no item comes out early");

    private async Task UseAsync(DelayQueue<Item> queue, int kind, int index, Random random, CancellationToken ct)
    {
        var delay = Some(random);
        var start = _clock.GetTimestamp();
        try
        {
            switch (kind)
            {
                case 0:
                    var slept = AsyncTime.SleepAsync(delay, ct);
                    Volatile.Write(ref _begun[index], true);
                    await slept;
                    CheckNotEarly(start, delay, "a sleep");
                    break;
                case 1:
                    await TimeOutAsync(index, delay, random.Next(2) == 0 ? delay / 2 : Timeout.InfiniteTimeSpan, start, ct);
                    break;
                case 2:
                    await TickAsync(index, new TimeSpan(Math.Max(1, delay.Ticks / 4)), start, ct);
                    break;
                case 3:
                    await ResetAsync(index, delay, ct);
                    break;
                default:
                    await PassOnAsync(queue, index, random, ct);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TimeOutAsync(int index, TimeSpan timeout, TimeSpan sleep, long start, CancellationToken ct)
    {
        try
        {
            var timed = AsyncTime.TimeoutAsync(timeout, inner => AsyncTime.SleepAsync(sleep, inner).AsTask(), ct);
            Volatile.Write(ref _begun[index], true);
            await timed;
            CheckNotEarly(start, sleep, "a sleep in a timeout");
            Check(sleep != Timeout.InfiniteTimeSpan, "a body that waits for ever does not end by itself");
        }
        catch (TimeoutException)
        {
            CheckNotEarly(start, timeout, "a timeout");
        }
    }

    private async Task TickAsync(int index, TimeSpan period, long start, CancellationToken ct)
    {
        using var interval = new Interval(period, MissedTickBehavior.Burst, _clock);
        // The first tick is due at once, and four more within the longest time.
        Volatile.Write(ref _begun[index], true);
        for (var i = 0; i < 5; i++)
        {
            Check(await interval.WaitForNextTickAsync(ct), "an interval ticks until it is disposed");
            CheckNotEarly(start, period * i, "a tick");
        }
    }

    private async Task ResetAsync(int index, TimeSpan delay, CancellationToken ct)
    {
        using var sleep = new ResettableSleep(delay, _clock);
        Volatile.Write(ref _sleeps[index], sleep);
        var wait = sleep.WaitAsync(ct);
        Volatile.Write(ref _begun[index], true);
        await wait;
    }

    private void Reset(ResettableSleep sleep)
    {
        try
        {
            sleep.Reset(Some(Random));
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task PassOnAsync(DelayQueue<Item> queue, int index, Random random, CancellationToken ct)
    {
        var keys = new List<DelayQueue<Item>.Key>();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var item = new Item(_clock.GetTimestamp(), Some(random));
            keys.Add(queue.Enqueue(item, item.Delay));
            Interlocked.Increment(ref _enqueued);
        }

        if (random.Next(4) == 0 && queue.TryRemove(keys[0], out _))
            Interlocked.Increment(ref _dequeued);
        // The reset makes the item due later, so the check against its first delay still holds.
        else if (random.Next(4) == 0)
            queue.TryReset(keys[^1], s_longest);
        Volatile.Write(ref _begun[index], true);
        // Dequeues fewer items than this task enqueued. So a cancelled or aborted task leaves items, and no task waits for an item that
        // never comes.
        for (var i = random.Next(keys.Count); i > 0; i--)
        {
            CheckNotEarly(await queue.DequeueAsync(ct));
            Interlocked.Increment(ref _dequeued);
        }
    }

    private sealed record Item(long Enqueued, TimeSpan Delay);
}
