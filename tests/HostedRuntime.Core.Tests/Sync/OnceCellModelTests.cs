using CsCheck;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Sync;

/// <summary>Compares random histories of a cell with four users with a model. A step of its own ends the running initializer.</summary>
public sealed class OnceCellModelTests
{
    private const int Users = 4;

    /// <summary>The user has got the value.</summary>
    private const char Got = 'V';

    private static GenOperation<Actual, Model>[] StepsWithoutInitializers =>
    [
        Step("WaitAsync", static (a, i) => a.Users.Ask(i, Got, a.Wait), static (m, i) => m.Wait(i)),
        Step("TrySet", static (a, _) => a.TrySet(), static (m, _) => m.TrySet()),
        Step("cancel", static (a, i) => a.Users.Cancel(i), static (m, i) => m.Cancel(i)),
    ];

    private static GenOperation<Actual, Model>[] Steps =>
    [
        .. StepsWithoutInitializers,
        Step("GetOrInitializeAsync", static (a, i) => a.Users.Ask(i, Got, a.Get), static (m, i) => m.Get(i)),
        Step("the initializer fails", static (a, _) => a.EndInitializer(fails: true), static (m, _) => m.EndInitializer(fails: true)),
        Step("the initializer succeeds", static (a, _) => a.EndInitializer(fails: false), static (m, _) => m.EndInitializer(fails: false)),
    ];

    [Fact]
    public void OnceCell_RandomSequentialHistory_MatchesTheModel() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    // Without initializers. While the turn passes from one initializer to the next, a step that ends the initializer would find none.
    [Fact]
    public void OnceCell_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), StepsWithoutInitializers);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Users, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly OnceCell<int> _cell = new();
        private TaskCompletionSource<int>? _initializer;

        public Actors Users { get; } = new(OnceCellModelTests.Users);

        public Wait Wait(CancellationToken ct) => Linearizability.Wait.For(_cell.WaitAsync(ct));

        public Wait Get(CancellationToken ct)
        {
            Wait? wait = null;
            InPlace.Run(() => wait = Linearizability.Wait.For(_cell.GetOrInitializeAsync(InitializeAsync, ct)));
            return wait!;
        }

        public void EndInitializer(bool fails)
        {
            var initializer = _initializer;
            _initializer = null;
            if (fails)
                initializer?.TrySetException(new InvalidOperationException());
            else
                initializer?.TrySetResult(1);
        }

        public void TrySet() => _cell.TrySet(1);

        public string Observe() => $"{Users.Observe()} waiting {_cell.WaiterCount}, set {_cell.IsSet}";

        private Task<int> InitializeAsync(CancellationToken ct)
        {
            var initializer = _initializer = new TaskCompletionSource<int>();
            ct.Register(() => initializer.TrySetCanceled(ct));
            return initializer.Task;
        }
    }

    private sealed class Model : IObserved
    {
        private readonly char[] _states = [.. Enumerable.Repeat(Actors.Idle, Users)];

        /// <summary>The user that initializes, followed by the users that wait for their turn.</summary>
        private readonly List<int> _turns = [];
        private bool _isSet;

        public void Wait(int user)
        {
            if (_states[user] != Actors.Waiting)
                _states[user] = _isSet ? Got : Actors.Waiting;
        }

        public void Get(int user)
        {
            if (_states[user] == Actors.Waiting)
                return;
            Wait(user);
            if (!_isSet)
                _turns.Add(user);
        }

        public void EndInitializer(bool fails)
        {
            if (_turns.Count == 0)
                return;
            if (!fails)
            {
                Set();
                return;
            }

            _states[_turns[0]] = Actors.Failed;
            _turns.RemoveAt(0);
        }

        public void TrySet()
        {
            if (_turns.Count == 0)
                Set();
        }

        public void Cancel(int user)
        {
            if (_states[user] != Actors.Waiting)
                return;
            _states[user] = Actors.Canceled;
            _turns.Remove(user);
        }

        public string Observe() => $"{new string(_states)} waiting {WaiterCount}, set {_isSet}";

        /// <summary>The number of waiters. The user that initializes is not a waiter of the cell.</summary>
        private int WaiterCount => _states.Count(static state => state == Actors.Waiting) - (_turns.Count > 0 ? 1 : 0);

        private void Set()
        {
            _isSet = true;
            _turns.Clear();
            for (var user = 0; user < Users; user++)
            {
                if (_states[user] == Actors.Waiting)
                    _states[user] = Got;
            }
        }
    }
}
