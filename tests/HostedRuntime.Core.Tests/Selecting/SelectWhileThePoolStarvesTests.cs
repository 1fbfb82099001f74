using System.Threading.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>Selects over events of the BCL end without the ThreadPool: the thread that makes the event also ends the select.</summary>
[Collection(nameof(Alone))]
public sealed class SelectWhileThePoolStarvesTests
{
    [Theory]
    [InlineData(true, TaskCreationOptions.None)]
    [InlineData(true, TaskCreationOptions.RunContinuationsAsynchronously)]
    [InlineData(false, TaskCreationOptions.None)]
    [InlineData(false, TaskCreationOptions.RunContinuationsAsynchronously)]
    public void Completed_WhileThePoolStarves_EndsTheSelect(bool onAWorker, TaskCreationOptions options)
    {
        var source = new TaskCompletionSource<int>(options);
        Ends(Select.Completed(source.Task), onAWorker, () => source.SetResult(7));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Read_OfABclChannelWhileThePoolStarves_EndsTheSelect(bool onAWorker, bool isBounded)
    {
        var channel = isBounded ? Channel.CreateBounded<int>(1) : Channel.CreateUnbounded<int>();
        Ends(Select.Read(channel.Reader), onAWorker, () => Assert.True(channel.Writer.TryWrite(7)));
    }

    /// <summary>Checks that the case wins, and that it wins again after a round that another case has won.</summary>
    private static void Ends(SelectCase awaited, bool onAWorker, Action complete)
    {
        using var pool = new StarvedPool();
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var notify = new AsyncNotify();
        var notified = Select.Notified(notify);
        var won = new List<SelectCase?>();
        var task = rt.Spawn(async () =>
        {
            var selection = Select.Of(awaited, notified);
            won.Add(await selection.WaitAsync());
            won.Add(await selection.WaitAsync());
        });
        Signals.UntilWaiting(rt, 1);
        notify.NotifyOne();
        Signals.SpinUntil(() => won.Count == 1, "the first round ends");
        Signals.UntilWaiting(rt, 1);
        if (onAWorker)
            rt.Spawn(complete).Detach();
        else
            complete();
        Signals.SpinUntil(() => task.IsFinished, "the select ends");
        Assert.Equal([notified, awaited], won);
        Assert.True(pool.WasStarved, "The ThreadPool ran something, so the test showed nothing.");
    }
}
