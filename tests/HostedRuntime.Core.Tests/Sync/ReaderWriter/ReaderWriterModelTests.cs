using CsCheck;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Sync;

/// <summary>Compares random histories of a reader-writer lock with five users with a model of a fair lock.</summary>
public sealed class ReaderWriterModelTests
{
    private const int Users = 5;
    private const char Read = 'R';
    private const char Write = 'W';

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Step("ReadLockAsync", static (a, i) => a.ReadLock(i), static (m, i) => m.Users.Ask(i, Read)),
        Step("WriteLockAsync", static (a, i) => a.WriteLock(i), static (m, i) => m.Users.Ask(i, Write)),
        Step("TryReadLock", static (a, i) => a.TryReadLock(i), static (m, i) => m.Users.Try(i, Read)),
        Step("TryWriteLock", static (a, i) => a.TryWriteLock(i), static (m, i) => m.Users.Try(i, Write)),
        Step("Downgrade", static (a, i) => a.Downgrade(i), static (m, i) => m.Users.Change(i, Write, Read)),
        Step("cancel", static (a, i) => a.Users.Cancel(i), static (m, i) => m.Users.Cancel(i)),
        Step("Dispose", static (a, i) => a.Users.Release(i), static (m, i) => m.Users.Release(i)),
        Step("Dispose twice", static (a, i) => a.Users.Release(i, twice: true), static (m, i) => m.Users.Release(i)),
    ];

    [Fact]
    public void ReaderWriterLock_RandomSequentialHistory_MatchesAFairLock() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void ReaderWriterLock_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Users, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly AsyncReaderWriterLock _lock = new();

        public Actors Users { get; } = new(ReaderWriterModelTests.Users);

        public void ReadLock(int user) => Users.Ask(user, Read, ct => Wait.For(_lock.ReadLockAsync(ct)));

        public void WriteLock(int user) => Users.Ask(user, Write, ct => Wait.For(_lock.WriteLockAsync(ct)));

        public void TryReadLock(int user) => Users.Try(user, Read, () => _lock.TryReadLock(out var guard) ? guard : null);

        public void TryWriteLock(int user) => Users.Try(user, Write, () => _lock.TryWriteLock(out var guard) ? guard : null);

        public void Downgrade(int user) => Users.Change(user, Write, Read, static held => ((AsyncReaderWriterLock.WriteGuard)held).Downgrade());

        public string Observe() => $"{Users.Observe()} readers {_lock.ReaderCount}, writing {_lock.IsWriteLocked}, waiting {_lock.WaiterCount}";
    }

    private sealed class Model : IObserved
    {
        public FifoModel Users { get; } = new(
            ReaderWriterModelTests.Users,
            static (holding, letter) => letter == Read ? !holding.Contains(Write) : holding.Count == 0);

        public string Observe() => $"{Users.Observe()} readers {Users.Holding.Count(static letter => letter == Read)}, writing {Users.Holding.Contains(Write)}, waiting {Users.WaiterCount}";
    }
}
