using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Looks for a lost wake-up: a visible task in a queue while every worker sleeps.</summary>
public sealed class IdleTests
{
    private static readonly Limits s_withoutFence = Limits.Default with { WithoutFenceIn = "NotifyAfterPublish" };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Idle_PublishedByWorker_IsAlwaysRun(int sleepers, int tasks)
        => Proof.Exhaustive(() => new IdleModel(IdleModel.Publisher.Worker, sleepers, tasks));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Idle_PublishedFromOutside_IsAlwaysRun(int sleepers, int tasks)
        => Proof.Exhaustive(() => new IdleModel(IdleModel.Publisher.Outside, sleepers, tasks));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Idle_PollsDoNotEnd_EachTaskFindsWorker(bool fromWorker)
        => Proof.Exhaustive(() => new IdleModel(fromWorker ? IdleModel.Publisher.Worker : IdleModel.Publisher.Outside, sleepers: 2, tasks: 2, pollsEnd: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    // Found here: the last searcher found one of two tasks. A worker that was not allowed to search went to sleep without a second look.
    // The searcher still saw that worker awake, and woke no worker for the other task.
    public void Idle_PollsDoNotEndAtRandom_EachTaskFindsWorker(bool fromWorker)
        => Proof.Sampled(() => new IdleModel(fromWorker ? IdleModel.Publisher.Worker : IdleModel.Publisher.Outside, sleepers: 3, tasks: 3, pollsEnd: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Idle_TwoParkedWorkersAtRandom_RunAllTasks(bool fromWorker)
        => Proof.Sampled(() => new IdleModel(fromWorker ? IdleModel.Publisher.Worker : IdleModel.Publisher.Outside, sleepers: 2, tasks: 3));

    [Fact]
    public void NotifyAfterPublish_WithoutFence_LosesWakeUp()
        => Assert.Contains("was run 0 times", Proof.Broken(static () => new IdleModel(IdleModel.Publisher.Worker, sleepers: 1, tasks: 1), s_withoutFence).Message, StringComparison.Ordinal);

    [Fact]
    public void NotifyAfterPublish_WithoutFenceOrStoreBuffers_LosesNothing()
        => Proof.Exhaustive(static () => new IdleModel(IdleModel.Publisher.Worker, sleepers: 1, tasks: 1), s_withoutFence with { StoreBuffers = false });

    [Fact]
    public void Park_WithoutRecheck_LosesWakeUp()
        => Assert.Contains("was run 0 times", Proof.Broken(static () => new IdleModel(IdleModel.Publisher.Worker, sleepers: 1, tasks: 1, rechecks: false)).Message, StringComparison.Ordinal);
}
