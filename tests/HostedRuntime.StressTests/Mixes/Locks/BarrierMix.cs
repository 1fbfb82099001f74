using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Tasks meet at a barrier a few thousand times and set a new cell each time. Some arrivals are cancelled and then repeated. No task is
/// ever ahead of the others by more than one meeting. Each meeting has one leader, and each cell one value.
/// </summary>
internal sealed class BarrierMix(int seed) : Mix(seed)
{
    private const int Meetings = 3_000;
    private const int Participants = 5;

    private readonly AsyncBarrier _barrier = new(Participants);
    private readonly OnceCell<int>[] _cells = [.. Enumerable.Range(0, Meetings).Select(static _ => new OnceCell<int>())];
    private readonly int[] _met = new int[Participants];
    private int _leaders;

    public override void Run()
    {
        using var runtime = Create();
        var tasks = Enumerable.Range(0, Participants).Select(i => runtime.Spawn(() => MeetAsync(runtime, i, new Random(Seed + i)))).ToArray();
        runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
                await task;
        });
        CheckNothingLeft(runtime);
        Check(_leaders == Meetings, "each meeting has one leader");
    }

    private async Task MeetAsync(IRuntime runtime, int own, Random random)
    {
        for (var meeting = 1; meeting <= Meetings; meeting++)
        {
            Volatile.Write(ref _met[own], meeting);
            if (await ArriveAsync(runtime, random))
                Interlocked.Increment(ref _leaders);
            for (var other = 0; other < Participants; other++)
            {
                var at = Volatile.Read(ref _met[other]);
                Check(at >= meeting && at <= meeting + 1, "each task is at this meeting or the next");
            }

            var value = await MakeAsync(_cells[meeting - 1], random);
            Check(_cells[meeting - 1].TryGetValue(out var only) && only == value, "a cell has one value");
            Step();
        }
    }

    private async ValueTask<bool> ArriveAsync(IRuntime runtime, Random random)
    {
        while (true)
        {
            using var source = random.Next(4) == 0 ? new CancellationTokenSource() : null;
            if (source is not null)
                runtime.Spawn(source.Cancel).Detach();
            try
            {
                return await _barrier.SignalAndWaitAsync(source?.Token ?? default);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private static async ValueTask<int> MakeAsync(OnceCell<int> cell, Random random)
    {
        while (true)
        {
            try
            {
                return await cell.GetOrInitializeAsync(async _ =>
                {
                    await CurrentTask.YieldAsync();
                    return random.Next(2) == 0 ? random.Next() : throw new FormatException();
                });
            }
            catch (FormatException)
            {
            }
        }
    }
}
