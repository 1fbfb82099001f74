namespace HostedRuntime.Models;

public sealed class SchedulerTests
{
    // An execution has some thousand steps, because a worker looks forty times before it sleeps.
    private const int Seeds = 5_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void Scheduler_AtRandom_RunsEachTaskOnceAndEnds(int workers, int families)
        => Proof.Sampled(() => new SchedulerModel(workers, families, stopsMeanwhile: false), Seeds);

    [Fact]
    public void Scheduler_StoppedAtRandom_RunsOrCancelsEachTask()
        => Proof.Sampled(static () => new SchedulerModel(workers: 2, families: 2, stopsMeanwhile: true), Seeds);
}
