using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class BlockingPoolTests
{
    private static readonly Limits s_limits = Limits.Default with { EarlyTimeouts = 2 };

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 1, 1)]
    public void BlockingPool_SubmitAgainstTimeout_RunsEachTaskOnce(int submitters, int tasksEach, int maxThreads)
        => Proof.Exhaustive(() => new BlockingPoolModel(submitters, tasksEach, maxThreads, closes: false), s_limits);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    public void BlockingPool_SubmitAgainstClose_RunsCancelsOrRefusesEachTask(int submitters, int tasksEach, int maxThreads)
        => Proof.Exhaustive(() => new BlockingPoolModel(submitters, tasksEach, maxThreads, closes: true), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlockingPool_AtRandom_RunsCancelsOrRefusesEachTask(bool closes)
        => Proof.Sampled(() => new BlockingPoolModel(submitters: 2, tasksEach: 3, maxThreads: 2, closes));
}
