using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>Programs around channels, time and cancellation.</summary>
internal static class FlowPrograms
{
    /// <summary>The client gives up at the moment at which the server replies: the server counts a reply that no client handles.</summary>
    public static Func<ConcurrencyRun, Task> TimeoutAgainstReply(bool isFixed) => async run =>
    {
        var (given, handled) = (0, 0);
        var (sender, receiver) = Oneshot.Create<int>();
        var server = run.Runtime.Spawn(
            async () =>
            {
                await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(10));
                if (sender.TrySend(1))
                    given++;
                sender.Dispose();
            },
            new SpawnOptions { Name = "server" });
        var client = run.Runtime.Spawn(
            async () =>
            {
                try
                {
                    await AsyncTime.TimeoutAsync(TimeSpan.FromMilliseconds(10), ct => receiver.ReadAsync(ct).AsTask());
                    handled++;
                }
                catch (TimeoutException)
                {
                    // The reply may be there, although the time is over.
                    if (isFixed && receiver.TryRead(out _))
                        handled++;
                    receiver.Dispose();
                }
            },
            new SpawnOptions { Name = "client" });
        await server;
        await client;
        if (given != handled)
            throw new InvalidOperationException($"given {given}, handled {handled}");
    };

    /// <summary>The consumer ends at a flag, with items still in the channel.</summary>
    public static Func<ConcurrencyRun, Task> StopBeforeDrain(bool isFixed) => async run =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(2);
        var (isStopped, got) = (false, 0);
        var producer = run.Runtime.Spawn(
            async () =>
            {
                for (var i = 0; i < 3; i++)
                    await sender.WriteAsync(i);
                isStopped = true;
                sender.Dispose();
            },
            new SpawnOptions { Name = "producer" });
        var consumer = run.Runtime.Spawn(
            async () =>
            {
                while (await receiver.WaitToReadAsync())
                {
                    if (!isFixed && isStopped)
                        break;
                    while (receiver.TryRead(out _))
                        got++;
                }
            },
            new SpawnOptions { Name = "consumer" });
        await producer;
        await consumer;
        if (got != 3)
            throw new InvalidOperationException($"got {got}");
    };

    /// <summary>The channel is completed while a producer that was asked to stop still has an item to write.</summary>
    public static Func<ConcurrencyRun, Task> LateWriter(bool isFixed) => async run =>
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var ofWriter = sender.Clone();
        var gate = new AsyncMutex();
        var (accepted, got) = (0, 0);
        var isClosed = false;
        var writer = run.Runtime.Spawn(
            async () =>
            {
                using var mine = ofWriter;
                bool mayWrite;
                using (await gate.LockAsync())
                {
                    mayWrite = !isClosed;
                    if (isFixed && mayWrite)
                    {
                        accepted++;
                        _ = mine.TryWrite(1);
                        return;
                    }
                }

                if (!mayWrite)
                    return;
                accepted++;
                run.Point();
                _ = mine.TryWrite(1);
            },
            new SpawnOptions { Name = "writer" });
        var closer = run.Runtime.Spawn(
            async () =>
            {
                using (await gate.LockAsync())
                    isClosed = true;
                receiver.Close();
                sender.Dispose();
                await foreach (var _ in receiver.ReadAllAsync())
                    got++;
            },
            new SpawnOptions { Name = "closer" });
        await writer;
        await closer;
        if (got != accepted)
            throw new InvalidOperationException($"accepted {accepted}, got {got}");
    };

    /// <summary>The latest call is to win, but an older call that takes longer ends after it.</summary>
    public static Func<ConcurrencyRun, Task> LatestCallWins(bool isFixed) => async run =>
    {
        var (latest, shown) = (0, 0);
        var server = new AsyncSemaphore(2);
        async Task Search(int call)
        {
            latest = call;
            using (await server.AcquireAsync())
                await CurrentTask.YieldAsync();
            if (!isFixed || latest == call)
                shown = call;
        }

        var first = run.Runtime.Spawn(() => Search(1), new SpawnOptions { Name = "first" });
        await run.UntilIdleAsync();
        var (old, again) = (first, run.Runtime.Spawn(() => Search(2), new SpawnOptions { Name = "second" }));
        var third = run.Runtime.Spawn(() => Search(3), new SpawnOptions { Name = "third" });
        await old;
        await again;
        await third;
        if (shown != latest)
            throw new InvalidOperationException($"latest {latest}, shown {shown}");
    };

    /// <summary>An account is made in two writes. An abort between them leaves half of it.</summary>
    public static Func<ConcurrencyRun, Task> HalfARecord(bool isFixed) => async run =>
    {
        run.Faults.AnyAbort("creator");
        var store = new AsyncMutex();
        var (hasName, hasBalance) = (false, false);
        // Keeps the store busy, so that the creator has to wait for each of its writes.
        var other = run.Runtime.Spawn(
            async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    using (await store.LockAsync())
                        await CurrentTask.YieldAsync();
                }
            },
            new SpawnOptions { Name = "other" });
        var creator = run.Runtime.Spawn(
            async () =>
            {
                if (isFixed)
                {
                    using (await store.LockAsync())
                        (hasName, hasBalance) = (true, true);
                    return;
                }

                using (await store.LockAsync())
                    hasName = true;
                using (await store.LockAsync())
                    hasBalance = true;
            },
            new SpawnOptions { Name = "creator" });
        await other;
        await creator.JoinAsync();
        if (hasName != hasBalance)
            throw new InvalidOperationException("half a record");
    };

    /// <summary>The second attempt starts when the first has timed out, and the first still writes.</summary>
    public static Func<ConcurrencyRun, Task> RetryBesideFirst(bool isFixed) => async run =>
    {
        var running = 0;
        var isOverlapped = false;
        async Task Attempt()
        {
            isOverlapped |= ++running > 1;
            await AsyncTime.SleepAsync(TimeSpan.FromSeconds(3));
            running--;
        }

        var attempts = new List<JoinHandle>();
        for (var i = 0; i < 2; i++)
        {
            var attempt = run.Runtime.Spawn(Attempt, new SpawnOptions { Name = $"attempt{i}" });
            attempts.Add(attempt);
            try
            {
                await attempt.WaitAsync(TimeSpan.FromSeconds(3));
                break;
            }
            catch (TimeoutException)
            {
                if (isFixed)
                {
                    attempt.Abort();
                    await attempt.JoinAsync();
                    running = 0;
                }
            }
        }

        foreach (var attempt in attempts)
            await attempt.JoinAsync();
        if (isOverlapped)
            throw new InvalidOperationException("two attempts at once");
    };
}
