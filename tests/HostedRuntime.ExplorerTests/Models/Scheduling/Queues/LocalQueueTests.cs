using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class LocalQueueTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 5)]
    public void LocalQueue_AgainstOneThief_TakesEachTaskOnce(int capacity, int tasks)
        => Proof.Exhaustive(() => new LocalQueueModel(capacity, tasks, thieves: 1), Limits.Default with { Preemptions = 3 });

    [Fact]
    public void LocalQueue_AgainstTwoThieves_TakesEachTaskOnce()
        => Proof.Exhaustive(static () => new LocalQueueModel(capacity: 4, tasks: 5, thieves: 2));

    [Fact]
    public void LocalQueue_AgainstTwoThievesAtRandom_TakesEachTaskOnce()
        => Proof.Sampled(static () => new LocalQueueModel(capacity: 4, tasks: 8, thieves: 2));
}
