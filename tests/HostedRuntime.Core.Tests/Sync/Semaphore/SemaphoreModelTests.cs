using CsCheck;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Sync;

/// <summary>Compares random histories of a semaphore (three permits, four users) with a model of a fair semaphore.</summary>
/// <remarks>The letter of a user is the number of permits that it wants: A is one.</remarks>
public sealed class SemaphoreModelTests
{
    private const int Users = 4;
    private const int Permits = 3;
    private const char One = 'A';
    private const char Two = 'B';
    private const char Three = 'C';

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Step("AcquireAsync(1)", static (a, i) => a.Acquire(i, One), static (m, i) => m.Users.Ask(i, One)),
        Step("AcquireAsync(2)", static (a, i) => a.Acquire(i, Two), static (m, i) => m.Users.Ask(i, Two)),
        Step("AcquireAsync(3)", static (a, i) => a.Acquire(i, Three), static (m, i) => m.Users.Ask(i, Three)),
        Step("TryAcquire(1)", static (a, i) => a.TryAcquire(i, One), static (m, i) => m.Users.Try(i, One)),
        Step("TryAcquire(2)", static (a, i) => a.TryAcquire(i, Two), static (m, i) => m.Users.Try(i, Two)),
        Step("Split off one and dispose it", static (a, i) => a.GiveOneBack(i), static (m, i) => m.Users.Change(i, Two, One)),
        Step("cancel", static (a, i) => a.Users.Cancel(i), static (m, i) => m.Users.Cancel(i)),
        Step("Dispose", static (a, i) => a.Users.Release(i), static (m, i) => m.Users.Release(i)),
        Step("Dispose twice", static (a, i) => a.Users.Release(i, twice: true), static (m, i) => m.Users.Release(i)),
    ];

    [Fact]
    public void Semaphore_RandomSequentialHistory_MatchesAFairSemaphore() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void Semaphore_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static int CountOf(char letter) => letter - One + 1;

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Users, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly AsyncSemaphore _semaphore = new(Permits);

        public Actors Users { get; } = new(SemaphoreModelTests.Users);

        public void Acquire(int user, char letter) => Users.Ask(user, letter, ct => Wait.For(_semaphore.AcquireAsync(CountOf(letter), ct)));

        public void TryAcquire(int user, char letter) => Users.Try(user, letter, () => _semaphore.TryAcquire(CountOf(letter), out var permit) ? permit : null);

        public void GiveOneBack(int user) => Users.Change(user, Two, One, static held =>
        {
            ((AsyncSemaphore.Permit)held).Split(1).Dispose();
            return held;
        });

        public string Observe() => $"{Users.Observe()} free {_semaphore.AvailablePermits}, waiting {_semaphore.WaiterCount}";
    }

    private sealed class Model : IObserved
    {
        public FifoModel Users { get; } = new(SemaphoreModelTests.Users, static (holding, letter) => Free(holding) >= CountOf(letter));

        public string Observe() => $"{Users.Observe()} free {(Users.WaiterCount > 0 ? 0 : Free(Users.Holding))}, waiting {Users.WaiterCount}";

        private static int Free(IReadOnlyList<char> holding) => Permits - holding.Sum(CountOf);
    }
}
