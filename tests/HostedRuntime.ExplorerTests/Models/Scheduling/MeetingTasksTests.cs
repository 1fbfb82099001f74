namespace HostedRuntime.Models;

/// <summary>Tasks that must run at the same time do so, as long as there are workers for them.</summary>
public sealed class MeetingTasksTests
{
    [Fact]
    public void EndSearch_TwoTasksThatMeet_RunConcurrently()
        => Proof.Exhaustive(static () => new MeetingTasks(tasks: 2));

    [Fact]
    public void EndSearch_TwoTasksThatMeetAtRandom_RunConcurrently()
        => Proof.Sampled(static () => new MeetingTasks(tasks: 2));

    [Fact]
    public void EndSearch_WithoutRecheck_LeavesTaskBehind()
        => Assert.Contains("was run 0 times", Proof.Broken(static () => new MeetingTasks(tasks: 2, looksAfterSearch: false)).Message, StringComparison.Ordinal);
}
