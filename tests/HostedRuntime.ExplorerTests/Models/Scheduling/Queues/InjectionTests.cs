using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class InjectionTests
{
    [Theory]
    [InlineData(false, 2, 0)]
    [InlineData(false, 2, 1)]
    [InlineData(true, 2, 0)]
    [InlineData(true, 2, 1)]
    [InlineData(false, 2, 2)]
    [InlineData(true, 2, 2)]
    public void Injection_PushAgainstClose_TakesEachTaskOnce(bool isOverflow, int tasks, int workers)
        => Proof.Exhaustive(() => new InjectionModel(isOverflow, tasks, workers));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Injection_TwoWorkersAtRandom_TakeEachTaskOnce(bool isOverflow)
        => Proof.Sampled(() => new InjectionModel(isOverflow, tasks: 4, workers: 2));

    [Fact]
    public void NotifyAfterPublish_WithoutFence_LeavesTaskInClosedQueue()
        => Proof.Broken(static () => new InjectionModel(isOverflow: true, tasks: 1, workers: 0), Limits.Default with { WithoutFenceIn = "NotifyAfterPublish" });

    [Fact]
    public void Close_WithoutFence_LeavesTaskInClosedQueue()
        => Proof.Broken(static () => new InjectionModel(isOverflow: true, tasks: 1, workers: 0), Limits.Default with { WithoutFenceIn = "Close" });
}
