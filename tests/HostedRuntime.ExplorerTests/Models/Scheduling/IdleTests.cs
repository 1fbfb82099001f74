using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>The lost wake-up: work lies there for all to see, and every worker sleeps.</summary>
public sealed class IdleTests
{
    private static readonly Limits s_withoutFence = Limits.Default with { WithoutFenceIn = "NotifyAfterPublish" };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Idle_WorkFromAWorker_IsAlwaysRun(int sleepers, int tasks)
        => Proof.Exhaustive(() => new IdleModel(IdleModel.Publisher.Worker, sleepers, tasks));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Idle_WorkFromOutside_IsAlwaysRun(int sleepers, int tasks)
        => Proof.Exhaustive(() => new IdleModel(IdleModel.Publisher.Outside, sleepers, tasks));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Idle_PollsThatDoNotEnd_StillEachTaskFindsAWorker(bool fromWorker)
        => Proof.Exhaustive(() => new IdleModel(fromWorker ? IdleModel.Publisher.Worker : IdleModel.Publisher.Outside, sleepers: 2, tasks: 2, pollsEnd: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    // Found here: a worker that was not let search went to sleep without a second look, while the last searcher, which had found one of two
    // tasks, saw it awake still and woke nobody for the other.
    public void Idle_PollsThatDoNotEndAtRandom_StillEachTaskFindsAWorker(bool fromWorker)
        => Proof.Sampled(() => new IdleModel(fromWorker ? IdleModel.Publisher.Worker : IdleModel.Publisher.Outside, sleepers: 3, tasks: 3, pollsEnd: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Idle_TwoSleepersAtRandom_RunAll(bool fromWorker)
        => Proof.Sampled(() => new IdleModel(fromWorker ? IdleModel.Publisher.Worker : IdleModel.Publisher.Outside, sleepers: 2, tasks: 3));

    [Fact]
    public void NotifyAfterPublish_WithoutItsFence_LosesAWakeUp()
        => Assert.Contains("was run 0 times", Proof.Broken(static () => new IdleModel(IdleModel.Publisher.Worker, sleepers: 1, tasks: 1), s_withoutFence).Message, StringComparison.Ordinal);

    [Fact]
    public void NotifyAfterPublish_WithoutItsFence_LosesNothingWhereStoresAreSeenAtOnce()
        => Proof.Exhaustive(static () => new IdleModel(IdleModel.Publisher.Worker, sleepers: 1, tasks: 1), s_withoutFence with { StoreBuffers = false });

    [Fact]
    public void Park_WithoutASecondLook_LosesAWakeUp()
        => Assert.Contains("was run 0 times", Proof.Broken(static () => new IdleModel(IdleModel.Publisher.Worker, sleepers: 1, tasks: 1, rechecks: false)).Message, StringComparison.Ordinal);
}
