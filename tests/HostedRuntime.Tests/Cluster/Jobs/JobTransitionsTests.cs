using HostedRuntime.Cluster.Jobs;

namespace HostedRuntime.Tests.Cluster.Jobs;

/// <summary>The changes of a job that are allowed, and those that are refused because the job has moved on.</summary>
public sealed class JobTransitionsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly JobOutcome s_done = new(JobEnd.Done, "1", null);
    private static readonly JobOutcome s_failed = JobOutcome.Of(JobEnd.Failed, new InvalidDataException("no data"));

    [Fact]
    public void Begin_PendingJob_RaisesAttempt()
    {
        var running = Running(JobDelivery.AtLeastOnce, 3);
        Assert.Equal((JobState.Running, 1, "a"), (running.State, running.Attempt, running.Owner));
        Assert.Null(running.Begin("b"));
    }

    [Theory]
    [InlineData(JobDelivery.AtMostOnce, JobState.Lost)]
    [InlineData(JobDelivery.AtLeastOnce, JobState.Pending)]
    public void LoseOwner_ByDelivery_LosesOrRunsAgain(JobDelivery delivery, JobState state)
    {
        var lost = Running(delivery, 3).LoseOwner(1, "node a died", s_now)!;
        Assert.Equal((state, "node a died"), (lost.State, Assert.Single(lost.Failures).Message));
    }

    [Fact]
    public void LoseOwner_WhenAttemptsAreUsedUp_Fails()
    {
        var job = Running(JobDelivery.AtLeastOnce, 2).LoseOwner(1, "first", s_now)!.Begin("b")!.LoseOwner(2, "second", s_now)!;
        Assert.Equal((JobState.Failed, 2), (job.State, job.Attempt));
        Assert.Equal([(1, "first"), (2, "second")], job.Failures.Select(static failure => (failure.Attempt, failure.Message)));
    }

    [Fact]
    public void Complete_OfOlderAttempt_IsRefused()
    {
        var second = Running(JobDelivery.AtLeastOnce, 3).LoseOwner(1, "died", s_now)!.Begin("b")!;
        Assert.Null(second.Complete(1, s_done, s_now));
        Assert.Null(second.LoseOwner(1, "died", s_now));
        Assert.Null(second.Move(1, "c"));
        Assert.Equal(JobState.Done, second.Complete(2, s_done, s_now)!.State);
    }

    [Fact]
    public void Complete_OfEndedJob_IsRefused()
    {
        foreach (var outcome in new[] { s_done, s_failed, new JobOutcome(JobEnd.Aborted, null, null), new JobOutcome(JobEnd.NodeStopped, null, null) })
        {
            var ended = Running(JobDelivery.AtMostOnce, 1).Complete(1, outcome, s_now)!;
            Assert.True(ended.HasEnded);
            Assert.Equal(s_now, ended.EndedAt);
            Assert.Null(ended.Complete(1, s_done, s_now));
            Assert.Null(ended.LoseOwner(1, "late", s_now));
            Assert.Null(ended.Begin("b"));
            Assert.Null(ended.Abort(s_now));
            Assert.Null(ended.LoseForGood("late", s_now));
        }
    }

    [Fact]
    public void Abort_PendingJob_EndsItAtOnce() => Assert.Equal(JobState.Aborted, New(JobDelivery.AtMostOnce, 1).Abort(s_now)!.State);

    [Theory]
    [InlineData(JobDelivery.AtMostOnce, JobState.Lost)]
    [InlineData(JobDelivery.AtLeastOnce, JobState.Aborted)]
    public void LoseOwner_WhenAbortWasRequested_DoesNotRunAgain(JobDelivery delivery, JobState state)
    {
        var asked = Running(delivery, 3).Abort(s_now)!;
        Assert.Equal(JobState.Running, asked.State);
        Assert.Null(asked.Abort(s_now));
        Assert.Equal(state, asked.LoseOwner(1, "died", s_now)!.State);
    }

    [Fact]
    public void Complete_WhenAbortWasRequested_DoesNotRunAgain()
        => Assert.Equal(JobState.Failed, Running(JobDelivery.AtLeastOnce, 3).Abort(s_now)!.Complete(1, s_failed, s_now)!.State);

    [Fact]
    public void Move_CurrentAttempt_KeepsItsNumber()
    {
        var moved = Running(JobDelivery.AtMostOnce, 1).Move(1, "b")!;
        Assert.Equal((1, "b"), (moved.Attempt, moved.Owner));
        var back = moved.TakeBack(1)!;
        Assert.Equal((JobState.Pending, 0), (back.State, back.Attempt));
        Assert.Null(back.TakeBack(1));
    }

    [Fact]
    public void Expire_WhenDeadlineHasPassed_FailsPendingJob()
    {
        var job = New(JobDelivery.AtMostOnce, 1) with { Deadline = s_now };
        Assert.Null(job.Expire(s_now - TimeSpan.FromTicks(1)));
        Assert.Equal(JobState.Failed, job.Expire(s_now)!.State);
        Assert.Null(job.Begin("a")!.Expire(s_now));
    }

    private static JobRecord New(JobDelivery delivery, int attempts) => new() { Id = "j", Name = "n/v1", Delivery = delivery, MaxAttempts = attempts };

    private static JobRecord Running(JobDelivery delivery, int attempts) => New(delivery, attempts).Begin("a")!;
}
