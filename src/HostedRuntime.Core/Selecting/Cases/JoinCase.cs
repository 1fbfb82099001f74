using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>The end of a task. It stays true once it has come, so a joiner that comes late is no fault.</summary>
/// <typeparam name="T">The outcome: <see cref="JoinResult"/> or <see cref="JoinResult{T}"/>.</typeparam>
internal sealed class JoinCase<T>(JoinHandle joined, Func<JoinHandle, T> outcome) : SelectCase<T>
{
    private Joiner? _joiner;

    internal override string Name => JoinWait.Label(joined);

    internal override bool TryTake()
    {
        if (!joined.IsEnded)
            return false;
        IsEnded = true;
        return Take(outcome(joined));
    }

    internal override CaseStart Begin()
    {
        _joiner ??= new Joiner(Link);
        return joined.TryJoin(_joiner) ? CaseStart.Waiting : CaseStart.Ready;
    }

    internal override bool TakeWon(bool isFailed) => TryTake();

    internal override bool Leave()
    {
        if (_joiner is not { } joiner)
            return true;
        joiner.Leave();
        joined.LeaveJoin(joiner);
        _joiner = null;
        return true;
    }

    /// <summary>The joiner of one round.</summary>
    private sealed class Joiner(CaseLink link) : IJoiner
    {
        private Atomics.AtomicBool _hasLeft;

        public bool HasLeft => _hasLeft.Read();

        public void Leave() => _hasLeft.Write(true);

        public bool OnEnded() => !_hasLeft.Read() && link.Report();
    }
}
