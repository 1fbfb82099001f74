using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>
/// Waits for one of several cases, again and again. Exactly one case happens in each wait; nothing is taken from the others. For one caller
/// at a time; works on and off a runtime. Made by <see cref="Select.Of(SelectCase[])"/>.
/// </summary>
/// <remarks>
/// <para>The semantics are those of Go's <c>select</c> and of tokio's <c>select!</c> over cancel-safe operations: each wait begins with a
/// random case, so that no case can starve the others, unless the selection is biased. A case that has not won loses its place in line and
/// nothing else. A wait that is cancelled or aborted has taken nothing.</para>
/// <para>Reuse the selection in a loop: it then allocates nothing. A case that joins a task allocates a small object in each wait that
/// suspends.</para>
/// </remarks>
public sealed class Selection : IWaitOwner
{
    private readonly SelectCase[] _cases;
    private readonly bool _isBiased;
    private SelectWait _wait = new();
    private uint _random;
    private SelectCall? _call;

    internal Selection(ReadOnlySpan<SelectCase> cases, bool isBiased)
    {
        if (cases.IsEmpty)
            throw new ArgumentException("A selection needs a case: there would be nothing to wait for.", nameof(cases));
        _cases = cases.ToArray();
        _isBiased = isBiased;
        // In a test the seed is a part of the schedule, so that a replay begins with the same cases.
        _random = ThreadContext.CurrentOrNull?.Point is { } point ? point.Seed() : (uint)RuntimeHelpers.GetHashCode(this) | 1;
        for (var i = 0; i < _cases.Length; i++)
            (_cases[i] ?? throw new ArgumentNullException(nameof(cases), $"Case {i} is null.")).Join(_wait, i);
    }

    /// <summary>True from the begin of a call that has to wait until its result was taken. Written by <see cref="SelectCall"/>.</summary>
    internal bool IsWaiting { get; set; }

    /// <summary>The present round, or the last one.</summary>
    internal SelectWait Round => _wait;

    /// <summary>Waits for one of the enabled cases, and takes it.</summary>
    /// <param name="cancellationToken">Cancels the wait; nothing is taken then.</param>
    /// <returns>
    /// The case that won, with its value; null if every case has ended or is not enabled. Await it once.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another wait of this selection, or of a receiver of its cases, is pending.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted.
    /// </exception>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">
    /// A channel was completed with an error, which is inside. The case has ended.
    /// </exception>
    public ValueTask<SelectCase?> WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<SelectCase?>(cancellationToken);
        if (IsWaiting)
            return ValueTask.FromException<SelectCase?>(new InvalidOperationException("Another wait of this selection is pending. A selection has one caller at a time: await that wait first."));
        if (!Budget.TrySpend(out var task))
            return ForcedYield<SelectCase?>.After(this, static (selection, cancellationToken) => selection.WaitAsync(cancellationToken), cancellationToken);
        return TryTakeAny(out var taken) ? new(taken) : WaitLater(task, cancellationToken);
    }

    /// <summary>Takes an enabled case if one is ready, without waiting.</summary>
    /// <param name="taken">The case, with its value; null if there is none.</param>
    /// <returns>True if a case was taken; otherwise false.</returns>
    public bool TryTake(out SelectCase? taken)
    {
        if (IsWaiting)
            throw new InvalidOperationException("A wait of this selection is pending. A selection has one caller at a time: await that wait first.");
        TryTakeAny(out taken);
        return taken is not null;
    }

    /// <summary>Begins to wait.</summary>
    /// <param name="task">The current task, or null.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <param name="taken">The case that was taken; null if none can be.</param>
    /// <returns>True if the call is over; false if <see cref="Round"/> has to be awaited.</returns>
    internal bool TryBegin(IWaitingTask? task, CancellationToken ct, out SelectCase? taken)
    {
        foreach (var one in _cases)
            one.OnWaitBegins();
        return TryBeginRounds(task, ct, out taken);
    }

    /// <summary>Goes on after a round whose outcome was taken and was no error: takes the winner, or begins the next round.</summary>
    /// <inheritdoc cref="TryBegin"/>
    internal bool TryEndRound(IWaitingTask? task, CancellationToken ct, out SelectCase? taken)
        => TryFinish(_cases[_wait.Winner], _wait.IsFailed, out taken) || TryBeginRounds(task, ct, out taken);

    void IWaitOwner.Withdraw(Waiter waiter) => LeaveAll(except: null);

    string IWaitOwner.Describe(Waiter waiter) => $"select of {_cases.Length}: {string.Join(", ", _cases.Where(static one => one.IsEnabled && !one.IsEnded).Select(static one => one.Name))}";

    /// <summary>Takes a case that is ready.</summary>
    /// <returns>True if the call is over: a case was taken, or none can be. Otherwise false.</returns>
    private bool TryTakeAny(out SelectCase? taken)
    {
        var isAny = false;
        var first = First();
        for (var i = 0; i < _cases.Length; i++)
        {
            var one = _cases[first];
            if (++first == _cases.Length)
                first = 0;
            if (!one.IsEnabled || one.IsEnded)
                continue;
            if (one.TryTake())
            {
                taken = one;
                return true;
            }

            isAny |= !one.IsEnded;
        }

        taken = null;
        return !isAny;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<SelectCase?> WaitLater(IWaitingTask? task, CancellationToken ct) => (_call ??= new SelectCall(this)).Begin(task, ct);

    /// <summary>Begins rounds until a case is taken or one of them has to be awaited.</summary>
    private bool TryBeginRounds(IWaitingTask? task, CancellationToken ct, out SelectCase? taken)
    {
        while (!BeginRound(task, out var winner))
        {
            if (TryFinish(winner, isFailed: false, out taken))
                return true;
        }

        _wait.Arm(task, ct);
        taken = null;
        return false;
    }

    /// <summary>Takes the winner of a round, or another case that is ready.</summary>
    /// <returns>True if the call is over; otherwise false.</returns>
    private bool TryFinish(SelectCase? winner, bool isFailed, out SelectCase? taken)
    {
        if (winner is null || !EndRound(winner, isFailed))
            return TryTakeAny(out taken);
        taken = winner;
        return true;
    }

    /// <summary>Puts the waits of all enabled cases into their queues.</summary>
    /// <param name="task">The task that waits, or null.</param>
    /// <param name="winner">A case that was ready and has won; null if there is none.</param>
    /// <returns>True if the round has to be awaited; otherwise false.</returns>
    private bool BeginRound(IWaitingTask? task, out SelectCase? winner)
    {
        winner = null;
        var isAny = false;
        if (!_wait.IsReusable)
        {
            _wait = new SelectWait();
            foreach (var one in _cases)
                one.Renew(_wait);
        }

        _wait.Begin(this, task);
        var first = First();
        SelectCase? begun = null;
        try
        {
            for (var i = 0; i < _cases.Length; i++)
            {
                var one = _cases[first];
                if (++first == _cases.Length)
                    first = 0;
                if (!one.IsEnabled || one.IsEnded)
                    continue;
                begun = one;
                var start = one.Begin();
                isAny |= start == CaseStart.Waiting;
                if (start != CaseStart.Ready)
                    continue;
                if (!_wait.TryDecide(WaitDecision.Granted, one.Number))
                    return true;
                _wait.EndUnawaited();
                winner = one;
                return false;
            }

            // If the last cases have just ended, nothing would end the round.
            return isAny || !EndRoundEarly();
        }
        catch
        {
            // A case refuses to wait, for example because its receiver has another read. The round ends as if it had been cancelled. If
            // another case has won already, the caller gets that one, and the error from the next call.
            if (EndRoundEarly())
                throw;
            begun!.ForgetEnd();
            return true;
        }
    }

    /// <summary>Ends a round that is not awaited.</summary>
    /// <returns>True if it was ended; false if a case has won.</returns>
    private bool EndRoundEarly()
    {
        if (!_wait.TryDecide(WaitDecision.Canceled))
            return false;
        LeaveAll(except: null);
        _wait.EndUnawaited();
        return true;
    }

    /// <summary>Gives the places of the other cases back, and takes the winner.</summary>
    /// <returns>True if the winner was taken; false if it had nothing after all.</returns>
    private bool EndRound(SelectCase winner, bool isFailed)
    {
        LeaveAll(winner);
        // A case that is not enabled can only win by an event that stays, so nothing of it is lost. A case that has ended can only win by
        // a late report of the event that ended it, which was taken.
        return winner is { IsEnabled: true, IsEnded: false } && winner.TakeWon(isFailed);
    }

    private void LeaveAll(SelectCase? except)
    {
        foreach (var one in _cases)
        {
            if (!ReferenceEquals(one, except) && !one.Leave())
                _wait.Retire();
        }
    }

    private int First()
    {
        if (_isBiased)
            return 0;
        // Xorshift: any order will do that favors no case.
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(_random % (uint)_cases.Length);
    }
}
