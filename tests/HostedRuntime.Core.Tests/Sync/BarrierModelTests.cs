using CsCheck;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Sync;

/// <summary>Compares random histories of a barrier (three participants, five users) with a model.</summary>
public sealed class BarrierModelTests
{
    private const int Users = 5;
    private const int Participants = 3;

    /// <summary>The user has passed the barrier.</summary>
    private const char Passed = 'P';

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Step("SignalAndWaitAsync", static (a, i) => a.Users.Ask(i, Passed, a.Arrive), static (m, i) => m.Arrive(i)),
        Step("cancel", static (a, i) => a.Users.Cancel(i), static (m, i) => m.Cancel(i)),
    ];

    [Fact]
    public void Barrier_RandomSequentialHistory_MatchesTheModel() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void Barrier_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Users, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly AsyncBarrier _barrier = new(Participants);

        public Actors Users { get; } = new(BarrierModelTests.Users);

        public Wait Arrive(CancellationToken ct) => Wait.For(_barrier.SignalAndWaitAsync(ct));

        public string Observe() => $"{Users.Observe()} arrived {_barrier.ArrivedCount}";
    }

    private sealed class Model : IObserved
    {
        private readonly char[] _states = [.. Enumerable.Repeat(Actors.Idle, Users)];

        public void Arrive(int user)
        {
            if (_states[user] == Actors.Waiting)
                return;
            _states[user] = Actors.Waiting;
            if (Arrived < Participants)
                return;
            for (var i = 0; i < Users; i++)
            {
                if (_states[i] == Actors.Waiting)
                    _states[i] = Passed;
            }
        }

        public void Cancel(int user)
        {
            if (_states[user] == Actors.Waiting)
                _states[user] = Actors.Canceled;
        }

        public string Observe() => $"{new string(_states)} arrived {Arrived}";

        private int Arrived => _states.Count(static state => state == Actors.Waiting);
    }
}
