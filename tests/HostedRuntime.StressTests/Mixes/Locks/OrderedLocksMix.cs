using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Tasks take locks of all kinds, always in the same order, and await children that take only later ones. So there is never a deadlock.
/// Meanwhile snapshots are taken all the time, and none of them may report one.
/// </summary>
internal sealed class OrderedLocksMix(int seed) : Mix(seed)
{
    private const int Rounds = 300;
    private const int Tasks = 12;
    private const int Locks = 9;

    private readonly AsyncMutex[] _mutexes = [.. Enumerable.Range(0, Locks).Select(static i => new AsyncMutex { Name = $"ordered-{i}" })];
    private readonly AsyncReaderWriterLock[] _sharedLocks = [.. Enumerable.Range(0, Locks).Select(static _ => new AsyncReaderWriterLock())];
    private readonly AsyncSemaphore[] _permits = [.. Enumerable.Range(0, Locks).Select(static _ => new AsyncSemaphore(2))];
    private DeadlockCycle? _reported;
    private volatile bool _isOver;

    public override void Run()
    {
        using var runtime = Create(hooks: new RuntimeHooks { DeadlockFound = cycle => _reported = cycle });
        var tasks = Enumerable.Range(0, Tasks).Select(i => runtime.Spawn(() => TakeAllAsync(runtime, new Random(Seed + i)))).ToArray();
        var looks = new Thread(() => Look(runtime)) { IsBackground = true };
        looks.Start();
        runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
                await task;
        });
        _isOver = true;
        looks.Join();
        Check(_reported is null, $"no deadlock is reported, and not {_reported}");
        CheckNothingLeft(runtime);
    }

    private void Look(IRuntime runtime)
    {
        while (!_isOver)
        {
            if (runtime.CaptureSnapshot().Cycles is [var found, ..])
                _reported = found;
            Step();
        }
    }

    private async Task TakeAllAsync(IRuntime runtime, Random random)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await TakeFromAsync(runtime, random, random.Next(Locks));
            Step();
        }
    }

    private async Task TakeFromAsync(IRuntime runtime, Random random, int from)
    {
        if (from >= Locks)
        {
            await CurrentTask.YieldAsync();
            return;
        }

        using IDisposable held = random.Next(4) switch
        {
            0 => await _mutexes[from].LockAsync(),
            1 => await _sharedLocks[from].ReadLockAsync(),
            2 => await _sharedLocks[from].WriteLockAsync(),
            _ => await _permits[from].AcquireAsync(),
        };
        var next = from + 1 + random.Next(3);
        switch (random.Next(4))
        {
            case 0:
                await runtime.Spawn(() => TakeFromAsync(runtime, random, next));
                break;
            case 1:
                await Task.WhenAll(TakeFromAsync(runtime, new Random(next), next), runtime.Spawn(() => TakeFromAsync(runtime, new Random(from), next)).AsTask());
                break;
            default:
                await TakeFromAsync(runtime, random, next);
                break;
        }
    }
}
