using CsCheck;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Sync;

/// <summary>Compares random histories of a mutex with four users with a model of a fair lock.</summary>
public sealed class MutexModelTests
{
    private const int Users = 4;
    private const char Locked = 'L';

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Step("LockAsync", static (a, i) => a.Lock(i), static (m, i) => m.Users.Ask(i, Locked)),
        Step("TryLock", static (a, i) => a.TryLock(i), static (m, i) => m.Users.Try(i, Locked)),
        Step("cancel", static (a, i) => a.Users.Cancel(i), static (m, i) => m.Users.Cancel(i)),
        Step("Dispose", static (a, i) => a.Users.Release(i), static (m, i) => m.Users.Release(i)),
        Step("Dispose twice", static (a, i) => a.Users.Release(i, twice: true), static (m, i) => m.Users.Release(i)),
    ];

    [Fact]
    public void Mutex_RandomSequentialHistory_MatchesAFairLock() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void Mutex_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Users, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly AsyncMutex _mutex = new();

        public Actors Users { get; } = new(MutexModelTests.Users);

        public void Lock(int user) => Users.Ask(user, Locked, ct => Wait.For(_mutex.LockAsync(ct)));

        public void TryLock(int user) => Users.Try(user, Locked, () => _mutex.TryLock(out var guard) ? guard : null);

        public string Observe() => $"{Users.Observe()} locked {_mutex.IsLocked}, waiting {_mutex.WaiterCount}";
    }

    private sealed class Model : IObserved
    {
        public FifoModel Users { get; } = new(MutexModelTests.Users, static (holding, _) => holding.Count == 0);

        public string Observe() => $"{Users.Observe()} locked {Users.Holding.Count > 0}, waiting {Users.WaiterCount}";
    }
}
