using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task selects over a channel until that has ended, while another thread ends it and a third gives it something. The task gets what was
/// given, and then the end.
/// </summary>
internal sealed class SelectAgainstEnd : TaskModel
{
    private readonly SelectCase _case;
    private readonly Selection _selection;
    private readonly bool _endThrows;
    private int _given;
    private int _taken;
    private bool _hasEnded;

    /// <param name="channel">The channel.</param>
    /// <param name="waitsAlready">True if the task waits before the other threads begin.</param>
    public SelectAgainstEnd(Of channel, bool waitsAlready)
    {
        _endThrows = channel == Of.Semaphore;
        Action end;
        Func<bool> give;
        switch (channel)
        {
            case Of.Read:
                var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
                var second = sender.Clone();
                second.Dispose();
                (_case, end, give) = (Select.Read(receiver), sender.Dispose, () => sender.TryWrite(1));
                break;
            case Of.ClosedRead:
                var (writer, reader) = MpscChannel.CreateBounded<int>(1);
                (_case, end, give) = (Select.Read(reader), reader.Close, () => writer.TryWrite(1));
                break;
            case Of.Oneshot:
                var oneshot = Oneshot.Create<int>();
                (_case, end, give) = (Select.Read(oneshot.Receiver), oneshot.Sender.Dispose, () => oneshot.Sender.TrySend(1));
                break;
            case Of.Broadcast:
                var broadcast = Broadcast.Create<int>(2);
                var last = broadcast.Sender.Clone();
                (_case, end, give) = (Select.Read(broadcast.Receiver), broadcast.Sender.Dispose, () => GiveLast(last, static last => last.Send(1) == 1));
                break;
            case Of.Watch:
                var watch = Watch.Create(0);
                var clone = watch.Sender.Clone();
                (_case, end, give) = (Select.Changed(watch.Receiver), watch.Sender.Dispose, () => GiveLast(clone, Change));
                break;
            default:
                var semaphore = new AsyncSemaphore(1);
                Assert.True(semaphore.TryAcquire(out var permit));
                (_case, end, give) = (Select.Acquire(semaphore), semaphore.Close, () => GivePermit(permit));
                break;
        }

        _selection = Select.Biased(_case);
        Spawn(new TaskBody(Owner, RunAsync, default, default));
        if (waitsAlready)
            new TaskPoller().PollOnce(Owner.Next()!);
        Workers(1);
        Outsider("giver", () => _given += give() ? 1 : 0);
        Outsider("ender", end);
    }

    /// <summary>The channel, and how it ends.</summary>
    public enum Of
    {
        Read,
        ClosedRead,
        Oneshot,
        Broadcast,
        Watch,
        Semaphore,
    }

    public override void Check()
    {
        base.Check();
        Assert.True(_case.IsEnded && _hasEnded);
        // A permit that comes back after the end is nobody's.
        if (_endThrows)
            Assert.InRange(_taken, 0, 1);
        else
            Assert.Equal(_given, _taken);
    }

    private static bool GiveLast<TSender>(TSender last, Func<TSender, bool> give) where TSender : IDisposable
    {
        using (last)
            return give(last);
    }

    private static bool Change(WatchSender<int> sender)
    {
        sender.Send(1);
        return true;
    }

    private static bool GivePermit(AsyncSemaphore.Permit permit)
    {
        permit.Dispose();
        return true;
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _selection.WaitAsync() is { } winner)
            {
                Assert.Same(_case, winner);
                _taken++;
            }

            Assert.False(_endThrows);
            _hasEnded = true;
        }
        catch (SemaphoreClosedException)
        {
            Assert.True(_endThrows);
            _hasEnded = true;
        }
    }
}
