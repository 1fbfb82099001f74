using CsCheck;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Sync;

/// <summary>Compares random histories of a notify, whose four users wait or take tickets, with a model.</summary>
public sealed class NotifyModelTests
{
    private const int Users = 4;

    /// <summary>The user waited and was notified.</summary>
    private const char Notified = 'N';

    /// <summary>The user holds a ticket. Only a wait or a release shows whether the ticket was notified.</summary>
    private const char Ticket = 'T';

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Step("WaitAsync", static (a, i) => a.Users.Ask(i, Notified, a.Wait), static (m, i) => m.Wait(i)),
        Step("Register", static (a, i) => a.Register(i), static (m, i) => m.Register(i)),
        Step("give the ticket back", static (a, i) => a.Users.Release(i, twice: true), static (m, i) => m.GiveBack(i)),
        Step("cancel", static (a, i) => a.Users.Cancel(i), static (m, i) => m.Cancel(i)),
        Step("NotifyOne", static (a, _) => a.Notify.NotifyOne(), static (m, _) => m.NotifyAny(isLast: false)),
        Step("NotifyLast", static (a, _) => a.Notify.NotifyLast(), static (m, _) => m.NotifyAny(isLast: true)),
        Step("NotifyAll", static (a, _) => a.Notify.NotifyAll(), static (m, _) => m.NotifyAll()),
    ];

    [Fact]
    public void Notify_RandomSequentialHistory_MatchesTheModel() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void Notify_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Users, actual, model);

    private sealed class Actual : IObserved
    {
        public AsyncNotify Notify { get; } = new();

        public Actors Users { get; } = new(NotifyModelTests.Users);

        public Wait Wait(CancellationToken ct) => Linearizability.Wait.For(Notify.WaitAsync(ct));

        public void Register(int user) => Users.Try(user, Ticket, () => Notify.Register());

        public string Observe() => $"{Users.Observe()} waiting {Notify.WaiterCount}, stored {Notify.IsPermitStored}";
    }

    private sealed class Model : IObserved
    {
        private readonly char[] _states = [.. Enumerable.Repeat(Actors.Idle, Users)];

        /// <summary>The users in the queue, with a wait or a ticket.</summary>
        private readonly List<int> _line = [];

        /// <summary>The tickets that were notified one by one. The value is true if NotifyLast did it.</summary>
        private readonly Dictionary<int, bool> _alone = [];
        private bool _isStored;

        public void Wait(int user)
        {
            if (_states[user] is Actors.Waiting or Ticket)
                return;
            if (_isStored)
            {
                (_isStored, _states[user]) = (false, Notified);
                return;
            }

            _states[user] = Actors.Waiting;
            _line.Add(user);
        }

        public void Register(int user)
        {
            if (_states[user] is Actors.Waiting or Ticket)
                return;
            _states[user] = Ticket;
            if (_isStored)
                _alone[user] = _isStored = false;
            else
                _line.Add(user);
        }

        public void GiveBack(int user)
        {
            if (_states[user] != Ticket)
                return;
            _states[user] = Actors.Idle;
            _line.Remove(user);
            if (_alone.Remove(user, out var isLast))
                NotifyAny(isLast);
        }

        public void Cancel(int user)
        {
            if (_states[user] != Actors.Waiting)
                return;
            _states[user] = Actors.Canceled;
            _line.Remove(user);
        }

        public void NotifyAny(bool isLast)
        {
            if (_line.Count == 0)
            {
                _isStored = true;
                return;
            }

            var user = isLast ? _line[^1] : _line[0];
            _line.Remove(user);
            if (_states[user] == Ticket)
                _alone[user] = isLast;
            else
                _states[user] = Notified;
        }

        public void NotifyAll()
        {
            foreach (var user in _line.Where(user => _states[user] == Actors.Waiting))
                _states[user] = Notified;
            _line.Clear();
        }

        public string Observe() => $"{new string(_states)} waiting {_line.Count}, stored {_isStored}";
    }
}
