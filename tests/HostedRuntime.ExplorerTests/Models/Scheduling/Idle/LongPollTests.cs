using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>A task that was queued without a wake-up is found while its worker stays in one poll and another worker is idle.</summary>
public sealed class LongPollTests
{
    // The real worker looks for work forty times before it sleeps.
    private static readonly Limits s_limits = Limits.Default with { Steps = 50_000 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Watch_OfLongPoll_FindsSilentlyQueuedTask(bool yields) => Proof.Sampled(() => new LongPollModel(yields), seeds: 5_000, s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Question_AgainstSilentPush_IsAnsweredOrSeesPush(bool intoTheQueue) => Proof.Exhaustive(() => new QuestionModel(intoTheQueue));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Question_WithoutProcessWideBarrier_MissesPush(bool intoTheQueue)
        => Proof.Broken(() => new QuestionModel(intoTheQueue), Limits.Default with { WithoutProcessWide = true });
}
