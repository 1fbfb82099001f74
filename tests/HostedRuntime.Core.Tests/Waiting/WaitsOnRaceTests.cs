using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Waiting;

/// <summary>Describes tasks while their waits end, return to the pool, and are reused by other tasks.</summary>
public sealed class WaitsOnRaceTests
{
    private const int Tasks = 4;
    private const int Rounds = 5_000;

    /// <summary>Each pair of tasks has a channel of its own size. So a text of another task, or a mixture of two texts, is found.</summary>
    [Fact]
    public async Task WaitsOn_WhileWaitsEnd_IsNullOrOfThisTask()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var tasks = Enumerable.Range(1, Tasks).SelectMany(size => Pair(rt, size)).ToArray();
        var (described, wrong) = (0, new List<string>());
        while (!tasks.All(static task => task.IsFinished))
        {
            foreach (var info in rt.CaptureTasks())
            {
                if (info.WaitsOn is not { } text)
                    continue;
                described++;
                var size = info.Name;
                var isTrue = text == "AsyncNotify"
                    || text == $"mpsc reserve of {size}, full ({size})"
                    || (text.StartsWith($"mpsc reserve of {size}, ", StringComparison.Ordinal) && text.Contains($" of {size} places taken", StringComparison.Ordinal))
                    || text == $"mpsc reserve of {size}, full ({size}), {size} of them reserved";
                if (!isTrue)
                    wrong.Add($"{size}: {text}");
            }
        }

        await Task.WhenAll(tasks.Select(static task => task.AsTask()));
        Assert.Empty(wrong);
        Assert.NotEqual(0, described);
    }

    private static JoinHandle[] Pair(IRuntime rt, int size)
    {
        var options = new SpawnOptions { Name = $"{size}" };
        var full = new AsyncNotify();
        var source = new CancellationTokenSource();
        var (sender, receiver) = MpscChannel.CreateBounded<int>(size);
        var writer = rt.Spawn(
            async () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    while (sender.TryWrite(round))
                    {
                    }

                    // With a token the waiter goes back to the pool, where any task may take it. Without a token it stays cached for this
                    // task.
                    var reserve = sender.ReserveAsync(size, round % 2 == 0 ? source.Token : CancellationToken.None);
                    full.NotifyOne();
                    (await reserve).Dispose();
                }

                sender.Dispose();
                full.NotifyOne();
                source.Dispose();
            },
            options);
        var reader = rt.Spawn(
            async () =>
            {
                while (!receiver.Completion.IsCompleted)
                {
                    await full.WaitAsync();
                    while (receiver.TryRead(out _))
                    {
                    }
                }
            },
            options);
        return [writer, reader];
    }
}
