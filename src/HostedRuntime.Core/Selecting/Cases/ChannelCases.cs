using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>
/// A case of an mpsc channel. The end of the channel ends the case without a word; an error that ended the channel is thrown.
/// </summary>
internal abstract class MpscCase<TItem, TWaiter, T>(MpscCore<TItem> core) : ValueCase<TWaiter, T> where TWaiter : Waiter<T>
{
    private protected MpscCore<TItem> Core => core;

    private protected sealed override CaseStart Begin(CaseLink link, out TWaiter? waiter)
    {
        var start = BeginInChannel(link, out waiter);
        if (start == CaseStart.Ended)
            Fail(ClosedChannel.Exception(core.Error));
        return start;
    }

    private protected abstract CaseStart BeginInChannel(CaseLink link, out TWaiter? waiter);

    private protected sealed override bool Fail(Exception error)
    {
        IsEnded = true;
        return error is ChannelClosedException { InnerException: null } ? false : throw error;
    }
}

/// <summary>A read of an mpsc channel.</summary>
internal sealed class ReadCase<T>(MpscCore<T> core) : MpscCase<T, ReadWaiter<T>, T>(core)
{
    internal override string Name => "mpsc read";

    internal override bool TryTake() => Core.TryRead(out var item) && Take(item);

    private protected override CaseStart BeginInChannel(CaseLink link, out ReadWaiter<T>? waiter) => Core.BeginRead(link, out waiter);
}

/// <summary>A reservation of places in an mpsc channel.</summary>
internal sealed class ReserveCase<T>(MpscCore<T> core, int count) : MpscCase<T, ReserveWaiter<T>, Sender<T>.Permit>(core)
{
    internal override string Name => "mpsc reserve";

    internal override bool TryTake() => Core.TryReserve(count, out var permit) && Take(permit);

    private protected override CaseStart BeginInChannel(CaseLink link, out ReserveWaiter<T>? waiter) => Core.BeginReserve(count, link, out waiter);
}

/// <summary>A read of a broadcast.</summary>
internal sealed class BroadcastCase<T>(BroadcastReceiver<T> receiver) : WaiterCase<BroadcastWaiter<T>, BroadcastRead<T>, BroadcastRead<T>>
{
    internal override string Name => "broadcast read";

    internal override bool TryTake() => receiver.TryRead(out var read) && Accept(read);

    private protected override CaseStart Begin(CaseLink link, out BroadcastWaiter<T>? waiter) => receiver.BeginRead(link, out waiter);

    private protected override bool Accept(BroadcastRead<T> result)
    {
        IsEnded = result.IsClosed;
        return !IsEnded && Take(result);
    }
}

/// <summary>A change of a watched value. The value of the case is the latest one.</summary>
internal sealed class WatchCase<T>(WatchReceiver<T> receiver) : WaiterCase<WatchWaiter<T>, bool, T>
{
    internal override string Name => "watch, for a change";

    internal override bool TryTake() => receiver.TrySeeChange(out var hasChanged) && Accept(hasChanged);

    private protected override CaseStart Begin(CaseLink link, out WatchWaiter<T>? waiter) => receiver.BeginWait(link, out waiter);

    private protected override bool Accept(bool result)
    {
        IsEnded = !result;
        return result && Take(receiver.Read());
    }
}

/// <summary>The value of a oneshot.</summary>
internal sealed class OneshotCase<T>(OneshotCore<T> core) : SelectCase<T>
{
    private OneshotLaterRead<T>? _read;

    internal override string Name => "oneshot read";

    internal override bool TryTake()
    {
        if (!core.TryRead(out var value))
            return false;
        IsEnded = true;
        return Take(value);
    }

    internal override CaseStart Begin()
    {
        var start = core.BeginRead(Link, ref _read);
        IsEnded = start == CaseStart.Ended;
        // A thread that has just found the read may still try to decide the select with it, whether this case wins or not.
        if (start == CaseStart.Waiting)
            Link.Select.Retire();
        return start;
    }

    internal override bool TakeWon(bool isFailed)
    {
        if (_read is not { } read)
            return TryTake();
        _read = null;
        // The receiver has another read. The case can still win after that.
        if (read.Error is { } error)
            throw error;
        IsEnded = true;
        return !isFailed && Take(core.Collect());
    }

    internal override bool Leave()
    {
        if (_read is null)
            return true;
        _read.GiveUp();
        _read = null;
        return true;
    }
}
