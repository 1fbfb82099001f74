namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>The kit finds the bug of each program with its default options, and nothing in the twin without the bug.</summary>
public sealed class ProgramTests
{
    // Three turns through the portfolio for each of the 100 seeds would take minutes. The benchmark runs more, see docs/performance.md.
    private const int SchedulesOfTwin = 2_000;

    // The limit of the test is the number of schedules: a busy machine must not make it fail.
    private static readonly ConcurrencyTestOptions s_options = new() { MaxTime = Timeout.InfiniteTimeSpan };

    [Theory]
    [MemberData(nameof(ProgramNames.All), MemberType = typeof(ProgramNames))]
    public void Explore_Program_FindsItsBug(string name)
    {
        var program = AllPrograms.Of(name);

        var report = ConcurrencyTest.Explore(program.Buggy, s_options, name);

        Assert.NotNull(report.Failure);
        Assert.True(program.Kinds.Contains(report.Failure.Kind), report.ToString());
    }

    [Theory]
    [MemberData(nameof(ProgramNames.WithTwin), MemberType = typeof(ProgramNames))]
    public void Explore_FixedTwin_FindsNothing(string name)
    {
        var program = AllPrograms.Of(name);

        var report = ConcurrencyTest.Explore(program.Fixed!, s_options with { Schedules = SchedulesOfTwin }, name);

        Assert.True(report.Failure is null, report.ToString());
    }

    [Theory]
    [MemberData(nameof(ProgramNames.All), MemberType = typeof(ProgramNames))]
    public void Replay_OfFailingSchedule_FailsInTheSameWay(string name)
    {
        var program = AllPrograms.Of(name);
        var found = ConcurrencyTest.Explore(program.Buggy, s_options, name, line: 1).Failure!;

        var again = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.Replay(found.Schedule, program.Buggy, s_options, name, line: 1)).Report!.Failure!;

        Assert.Equal((found.Kind, found.Message), (again.Kind, again.Message));
        Assert.Equal(found.Trace, again.Trace);
    }
}
