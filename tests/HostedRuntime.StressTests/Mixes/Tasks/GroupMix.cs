namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Nested scopes, sets, maps and a tracker, whose tasks fail, are aborted or cancelled at any moment. No task outlives the group that it
/// was spawned into, and no result is lost or doubled.
/// </summary>
internal sealed class GroupMix(int seed) : Mix(seed)
{
    private int _alive;

    public override void Run()
    {
        using var runtime = Create();
        var tracker = new TaskTracker(runtime);
        var owners = Enumerable.Range(0, 12).Select(i => tracker.Spawn(ct => OwnAsync(runtime, new Random(Seed + i), ct))).ToArray();
        for (var i = 0; i < 200; i++)
        {
            Thread.SpinWait(Random.Next(20_000));
            if (Random.Next(10) == 0)
                owners[Random.Next(owners.Length)].Abort();
        }

        tracker.Close();
        runtime.BlockOn(async () =>
        {
            await tracker.WaitAsync();
            foreach (var owner in owners)
            {
                if ((await owner.JoinAsync()).Exception is { } error)
                    throw new InvalidOperationException("Broken: an owner failed", error);
            }
        });
        Check(Volatile.Read(ref _alive) == 0 && tracker.Count == 0, "no task outlives its group");
        CheckNothingLeft(runtime);
    }

    private async Task OwnAsync(IRuntime runtime, Random random, CancellationToken ct)
    {
        for (var i = 0; i < 60; i++)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
            if (random.Next(4) == 0)
                source.CancelAfter(TimeSpan.Zero);
            try
            {
                switch (random.Next(4))
                {
                    case 0:
                        await runtime.RunScopeAsync(
                            scope => GrowAsync(runtime, scope, new Random(random.Next()), depth: 3),
                            new TaskScopeOptions { MaxConcurrency = random.Next(2) == 0 ? null : random.Next(1, 4) },
                            source.Token);
                        break;
                    case 1:
                        await FillSetAsync(runtime, random, source.Token);
                        break;
                    case 2:
                        await FillMapAsync(runtime, random, source.Token);
                        break;
                    default:
                        await runtime.RaceAsync(Enumerable.Range(0, 4).Select(_ => Body(new Random(random.Next()))), source.Token);
                        break;
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
            }
            catch (ExpectedException)
            {
            }

            Step();
        }
    }

    private async Task GrowAsync(IRuntime runtime, TaskScope scope, Random random, int depth)
    {
        for (var i = random.Next(5); i > 0; i--)
        {
            var mine = new Random(random.Next());
            var child = random.Next(3) == 0 && depth > 0
                ? scope.Spawn(ct => runtime.RunScopeAsync(inner => GrowAsync(runtime, inner, mine, depth - 1), cancellationToken: ct))
                : scope.Spawn(Body(mine));
            if (random.Next(8) == 0)
                child.Abort();
            if (random.Next(4) == 0)
                await CurrentTask.YieldAsync();
        }

        if (random.Next(10) == 0)
            scope.Cancel();
    }

    private async Task FillSetAsync(IRuntime runtime, Random random, CancellationToken ct)
    {
        var count = random.Next(20);
        var seen = new HashSet<long>();
        await using (var set = new JoinSet<int>(runtime, random.Next(1, 5)))
        {
            for (var i = 0; i < count; i++)
            {
                var handle = random.Next(8) == 0 ? set.SpawnBlocking(_ => 0) : set.Spawn(Body(new Random(random.Next())));
                if (random.Next(8) == 0)
                    handle.Abort();
            }

            if (random.Next(4) == 0)
                set.AbortAll();
            for (var left = random.Next(8) == 0 ? count / 2 : count; left > 0; left--)
            {
                var next = await set.JoinNextAsync(ct) ?? throw new InvalidOperationException("Broken: a result was lost");
                Check(seen.Add(next.TaskId), "each result is handed out once");
            }
        }
    }

    private async Task FillMapAsync(IRuntime runtime, Random random, CancellationToken ct)
    {
        await using var map = new JoinMap<int, int>(runtime);
        var keys = new HashSet<int>();
        for (var i = random.Next(20); i > 0; i--)
        {
            var key = random.Next(5);
            keys.Add(key);
            map.Spawn(key, Body(new Random(random.Next())));
        }

        while (await map.JoinNextAsync(ct) is { } next)
            Check(keys.Remove(next.Key), "each key is handed out once");
        Check(keys.Count == 0, "each key is handed out");
    }

    private Func<CancellationToken, Task<int>> Body(Random random) => async ct =>
    {
        Interlocked.Increment(ref _alive);
        try
        {
            for (var i = random.Next(6); i > 0; i--)
                await CurrentTask.YieldAsync();
            if (random.Next(12) == 0)
                throw new ExpectedException();
            if (random.Next(12) == 0)
                await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            return 1;
        }
        finally
        {
            try
            {
                // The task is still alive while its cleanup waits.
                await CurrentTask.YieldAsync();
            }
            finally
            {
                Interlocked.Decrement(ref _alive);
            }
        }
    };

    private sealed class ExpectedException : Exception;
}
