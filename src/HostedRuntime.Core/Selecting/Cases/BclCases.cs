using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>A token that has fired. It stays fired, so a callback that comes late is no fault.</summary>
internal sealed class TokenCase(CancellationToken token) : SelectCase<Unit>
{
    private static readonly Action<object?> s_onFired = static link => ((CaseLink)link!).Report();

    private CancellationTokenRegistration _registration;

    internal override string Name => "token";

    internal override bool TryTake()
    {
        var hasFired = token.IsCancellationRequested;
        // Otherwise a select of nothing else would begin round after round.
        IsEnded = hasFired || !token.CanBeCanceled;
        return hasFired && Take(default);
    }

    internal override CaseStart Begin()
    {
        if (token.IsCancellationRequested)
            return CaseStart.Ready;
        // A token that fires now reports inside this call.
        _registration = token.UnsafeRegister(s_onFired, Link);
        return CaseStart.Waiting;
    }

    internal override bool TakeWon(bool isFailed)
    {
        _registration.Unregister();
        return TryTake();
    }

    internal override bool Leave()
    {
        _registration.Unregister();
        return true;
    }
}

/// <summary>The end of a BCL task. It keeps its result, so nothing of it can be lost.</summary>
/// <typeparam name="T">The type of the value: the task itself, which has ended.</typeparam>
internal sealed class TaskCase<T>(T task) : SelectCase<T> where T : Task
{
    private bool _isHeard;

    internal override string Name => "a .NET Task";

    internal override bool TryTake()
    {
        IsEnded = task.IsCompleted;
        return IsEnded && Take(task);
    }

    internal override CaseStart Begin()
    {
        if (task.IsCompleted)
            return CaseStart.Ready;
        // A continuation of a Task cannot be taken back, so it is added once for the life of the case.
        if (!_isHeard)
        {
            _isHeard = true;
            CompletingThread.OnCompleted(task.GetAwaiter(), Report);
        }

        // The round began with a full fence: either the continuation finds this round, or this thread sees the end.
        return task.IsCompleted ? CaseStart.Ready : CaseStart.Waiting;
    }

    internal override bool TakeWon(bool isFailed) => TryTake();

    internal override bool Leave() => true;
}

/// <summary>
/// A read of a foreign channel. Its wait says only that there may be an item, and is kept over the rounds, because it cannot be taken back.
/// </summary>
internal sealed class ReaderCase<T>(ChannelReader<T> reader) : SelectCase<T>
{
    private Task<bool>? _wait;

    internal override string Name => $"read of a {reader.GetType().Name}";

    internal override bool TryTake() => reader.TryRead(out var item) && Take(item);

    internal override CaseStart Begin()
    {
        _wait ??= ForeignRead.Start(reader.WaitToReadAsync(), Report);
        // The round began with a full fence: either the continuation finds this round, or this thread sees the end.
        if (!_wait.IsCompleted)
            return CaseStart.Waiting;
        var wait = _wait;
        _wait = null;
        try
        {
            IsEnded = !wait.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            IsEnded = true;
            throw ClosedChannel.Exception(error);
        }

        return IsEnded ? CaseStart.Ended : CaseStart.Ready;
    }

    internal override bool TakeWon(bool isFailed) => TryTake();

    internal override bool Leave() => true;
}
