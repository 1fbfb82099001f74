using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>One event that a model makes happen once, and the case of a select that waits for it.</summary>
internal sealed class Offer
{
    /// <summary>The time of a timed event, after the time at which a moved clock begins.</summary>
    private const long Due = 10;

    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(4);

    private readonly Action _make;
    private readonly Action? _take;
    private readonly Func<bool>? _isLeft;
    private readonly Func<int>? _waiters;

    private Offer(SelectCase of, Action make, Action? take, Func<bool>? isLeft, Func<int>? waiters = null)
        => (Case, _make, _take, _isLeft, _waiters) = (of, make, take, isLeft, waiters);

    /// <summary>The kinds of events.</summary>
    public enum Kind
    {
        Lock,
        ReadLock,
        WriteLock,
        Permit,
        Notification,
        Item,
        Room,
        Value,
        BroadcastItem,
        Change,
        Tick,
        DueItem,

        // Events that stay.
        EndOfTask,
        Token,
        EndOfBclTask,

        // An item, reported by a wait that cannot be taken back.
        BclItem,

        // Each wait begins the time again, so the event is not there for a later one.
        Timeout,
    }

    /// <summary>The kinds whose event stays until a case or another taker takes it.</summary>
    public static TheoryData<int> Kinds => [.. Enum.GetValues<Kind>().Where(static kind => kind != Kind.Timeout).Cast<int>()];

    public SelectCase Case { get; }

    /// <summary>How often the case has won.</summary>
    public int Wins { get; private set; }

    public static Offer Of(Kind kind, ModelOwner owner) => kind switch
    {
        Kind.Lock => Lock(),
        Kind.ReadLock => ReadLock(),
        Kind.WriteLock => WriteLock(),
        Kind.Permit => Permit(),
        Kind.Notification => Notification(),
        Kind.Item => Item(),
        Kind.Room => Room(),
        Kind.Value => Value(),
        Kind.BroadcastItem => BroadcastItem(),
        Kind.Change => Change(),
        Kind.Tick => Tick(),
        Kind.DueItem => DueItem(),
        Kind.Timeout => Timeout(),
        Kind.EndOfTask => EndOfTask(owner),
        Kind.Token => Token(),
        Kind.EndOfBclTask => EndOfBclTask(),
        _ => BclItem(),
    };

    /// <summary>An offer that is never made, so that its case never wins.</summary>
    public static Offer Never() => new(Select.Lock(HeldMutex(out _)), static () => { }, null, null);

    /// <summary>A notification, with another case in place of the engine's.</summary>
    public static Offer Notification(Func<NotifyCore, SelectCase>? makeCase = null)
    {
        var notify = new AsyncNotify();
        return new(makeCase?.Invoke(notify.Core) ?? Select.Notified(notify), notify.NotifyOne, null, () => notify.IsPermitStored, () => notify.WaiterCount);
    }

    /// <summary>Makes the event happen. Called once, by a thread of its own.</summary>
    public void Make() => _make();

    /// <summary>Takes the value of the case, which has won.</summary>
    public void Take()
    {
        Wins++;
        _take?.Invoke();
    }

    /// <summary>Asserts that the event was taken by the case, or is still there for another taker, and that no wait is left.</summary>
    public void Check()
    {
        Assert.InRange(Wins, 0, 1);
        if (_waiters is not null)
            Assert.Equal(0, _waiters());
        if (_isLeft is not null)
            Assert.Equal(Wins == 0, _isLeft());
    }

    private static AsyncMutex HeldMutex(out AsyncMutex.Guard guard)
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out guard));
        return mutex;
    }

    private static Offer Lock()
    {
        var mutex = HeldMutex(out var guard);
        var one = Select.Lock(mutex);
        return new(one, guard.Dispose, () => _ = one.Value, () => !mutex.IsLocked, () => mutex.WaiterCount);
    }

    private static Offer ReadLock()
    {
        var held = new AsyncReaderWriterLock();
        Assert.True(held.TryWriteLock(out var guard));
        var one = Select.ReadLock(held);
        return new(one, guard.Dispose, () => _ = one.Value, () => held.ReaderCount == 0 && held.TryWriteLock(out _), () => held.WaiterCount);
    }

    private static Offer WriteLock()
    {
        var held = new AsyncReaderWriterLock();
        Assert.True(held.TryReadLock(out var guard));
        var one = Select.WriteLock(held);
        return new(one, guard.Dispose, () => _ = one.Value, () => held.TryReadLock(out _), () => held.WaiterCount);
    }

    private static Offer Permit()
    {
        var semaphore = new AsyncSemaphore(1);
        Assert.True(semaphore.TryAcquire(out var permit));
        var one = Select.Acquire(semaphore);
        return new(one, permit.Dispose, () => _ = one.Value, () => semaphore.AvailablePermits == 1, () => semaphore.WaiterCount);
    }

    private static Offer Item()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var one = Select.Read(receiver);
        return new(one, () => Assert.True(sender.TryWrite(1)), () => Assert.Equal(1, one.Value), () => receiver.TryRead(out _));
    }

    private static Offer Room()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        Assert.True(sender.TryWrite(1));
        var one = Select.Reserve(sender);
        return new(one, () => Assert.True(receiver.TryRead(out _)), () => _ = one.Value, () => sender.TryWrite(2));
    }

    private static Offer Value()
    {
        var (sender, receiver) = Oneshot.Create<int>();
        var one = Select.Read(receiver);
        return new(one, () => Assert.True(sender.TrySend(1), "The send was refused."), () => Assert.Equal(1, one.Value), () => receiver.TryRead(out _));
    }

    private static Offer BroadcastItem()
    {
        var (sender, receiver) = Broadcast.Create<int>(1);
        var one = Select.Read(receiver);
        return new(one, () => sender.Send(1), () => Assert.True(one.Value.TryGetItem(out _)), () => receiver.TryRead(out _));
    }

    private static Offer Change()
    {
        var (sender, receiver) = Watch.Create(0);
        var one = Select.Changed(receiver);
        return new(one, () => sender.Send(1), () => Assert.Equal(1, one.Value), () => receiver.HasChanged);
    }

    private static Offer Tick()
    {
        var clock = new MovedClock(hidesMoves: false);
        var interval = new Interval(s_delay, TimeSpan.FromHours(1), timeProvider: clock);
        return new(Select.Tick(interval), () => clock.MoveTo(Due), null, IsLeft);

        bool IsLeft()
        {
            var isLeft = interval.TryTakeTick(out _);
            interval.Dispose();
            Assert.Equal(0, clock.LiveTimers);
            return isLeft;
        }
    }

    private static Offer DueItem()
    {
        var clock = new MovedClock(hidesMoves: false);
        var queue = new DelayQueue<int>(clock);
        queue.Enqueue(1, s_delay);
        var one = Select.Dequeue(queue);
        return new(one, () => clock.MoveTo(Due), () => Assert.Equal(1, one.Value), IsLeft);

        bool IsLeft()
        {
            var isLeft = queue.TryDequeue(out _);
            queue.Dispose();
            Assert.Equal(0, clock.LiveTimers);
            return isLeft;
        }
    }

    private static Offer Timeout()
    {
        var clock = new MovedClock(hidesMoves: false);
        return new(Select.Timeout(s_delay, clock), () => clock.MoveTo(Due), null, null);
    }

    private static Offer EndOfTask(ModelOwner owner)
    {
        var task = new ActionTask(owner, static () => { }, default, default);
        owner.TryAdmitUnstarted(task);
        var one = Select.Join(task);
        return new(one, () => Assert.True(task.TryCancelBeforeStart()), () => Assert.Equal(JoinStatus.Canceled, one.Value.Status), null);
    }

    private static Offer Token()
    {
        var source = new CancellationTokenSource();
        return new(Select.Canceled(source.Token), source.Cancel, null, null);
    }

    private static Offer EndOfBclTask()
    {
        var source = new TaskCompletionSource();
        var one = Select.Completed(source.Task);
        return new(one, source.SetResult, () => Assert.True(one.Value.IsCompleted), null);
    }

    private static Offer BclItem()
    {
        // Continuations run in the call that writes, because a model has no ThreadPool for those of the BCL.
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        var one = Select.Read(channel.Reader);
        return new(one, () => Assert.True(channel.Writer.TryWrite(1)), () => Assert.Equal(1, one.Value), () => channel.Reader.TryRead(out _));
    }
}
