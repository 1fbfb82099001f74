using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// A million contended requests, each for one or several or all permits, with cancels and aborts at any moment. Permits are split, merged
/// and released twice. Never are more permits taken than exist. In the end all permits are free and no task waits.
/// </summary>
internal sealed class SemaphoreMix(int seed) : Mix(seed)
{
    private const int Operations = 1_000_000;
    private const int Permits = 4;
    private const int Tasks = 16;

    private readonly AsyncSemaphore _semaphore = new(Permits);
    private int _started;
    private int _begun;
    private int _out;

    public override void Run()
    {
        using var runtime = Create();
        var tasks = Enumerable.Range(0, Tasks).Select(i => runtime.Spawn(() => WorkAsync(runtime, new Random(Seed + i)))).ToArray();
        // Once it has started, an aborted task goes on, because each abort only ends one of its waits.
        SpinWait.SpinUntil(() => Volatile.Read(ref _started) == Tasks);
        while (Volatile.Read(ref _begun) < Operations)
        {
            Thread.SpinWait(Random.Next(20_000));
            tasks[Random.Next(tasks.Length)].Abort();
        }

        runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
                await task;
        });
        CheckNothingLeft(runtime);
        Check(_semaphore.AvailablePermits == Permits && _semaphore.WaiterCount == 0, "all permits are back and no task waits");
    }

    private async Task WorkAsync(IRuntime runtime, Random random)
    {
        Interlocked.Increment(ref _started);
        while (Interlocked.Increment(ref _begun) <= Operations)
        {
            try
            {
                using var source = random.Next(8) == 0 ? new CancellationTokenSource() : null;
                var pending = _semaphore.AcquireAsync(random.Next(1, Permits + 1), source?.Token ?? default);
                if (source is not null)
                    runtime.Spawn(source.Cancel).Detach();
                using var permit = await pending;
                await HoldAsync(permit, random);
            }
            catch (OperationCanceledException)
            {
            }

            Step();
        }
    }

    private async ValueTask HoldAsync(AsyncSemaphore.Permit permit, Random random)
    {
        var count = permit.Count;
        Check(Interlocked.Add(ref _out, count) <= Permits, "no more permits are out than there are");
        try
        {
            if (random.Next(4) == 0)
                await CurrentTask.YieldAsync();
            var parted = permit.Split(random.Next(count + 1));
            if (random.Next(2) == 0)
                permit.Merge(parted);
            Interlocked.Add(ref _out, -count);
            count = 0;
            parted.Dispose();
            permit.Dispose();
        }
        finally
        {
            Interlocked.Add(ref _out, -count);
        }
    }
}
