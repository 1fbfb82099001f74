using HostedRuntime.Blocking;
using HostedRuntime.Exploring;
using HostedRuntime.Scheduling;

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
    [InlineData(1, 2, 1, false)]
    [InlineData(2, 1, 1, false)]
    [InlineData(1, 2, 2, false)]
    [InlineData(1, 2, 1, true)]
    public void BlockingPool_AllThreadsRefused_RunsTasksInThreadPool(int submitters, int tasksEach, int maxThreads, bool closes)
    {
        using var refusal = ThreadStarter.Refuse(static name => name.StartsWith("refused-", StringComparison.Ordinal));
        Proof.Exhaustive(() => new BlockingPoolModel(submitters, tasksEach, maxThreads, closes, "refused"), s_limits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlockingPool_FirstThreadRefused_RunsEachTaskOnce(bool closes)
    {
        using var refusal = ThreadStarter.Refuse(static name => name == "refused-b0");
        Proof.Sampled(() => new BlockingPoolModel(submitters: 2, tasksEach: 2, maxThreads: 2, closes, "refused"));
    }

    [Theory]
    [InlineData(1, 2, 2, (int)ResizedPoolModel.Then.Meets)]
    [InlineData(2, 1, 2, (int)ResizedPoolModel.Then.Leaves)]
    [InlineData(2, 1, 2, (int)ResizedPoolModel.Then.Works)]
    [InlineData(1, 2, 1, (int)ResizedPoolModel.Then.Closes)]
    public void Resize_AgainstSubmitAndTimeout_RunsEachTask(int from, int to, int tasks, int then)
        => Proof.Exhaustive(() => new ResizedPoolModel(from, to, tasks, (ResizedPoolModel.Then)then));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Resize_AgainstCloseAtRandom_EndsEachTask(int from, int to)
        => Proof.Sampled(() => new ResizedPoolModel(from, to, tasks: 3, ResizedPoolModel.Then.Closes));

    [Fact]
    public void Resize_WithoutPulse_FindsFailure()
        => Proof.Broken(static () => new ResizedPoolModel(2, 1, tasks: 2, ResizedPoolModel.Then.Leaves), Limits.Default with { WithoutPulseIn = nameof(BlockingPool.Resize) });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlockingPool_AtRandom_RunsCancelsOrRefusesEachTask(bool closes)
        => Proof.Sampled(() => new BlockingPoolModel(submitters: 2, tasksEach: 3, maxThreads: 2, closes));
}
