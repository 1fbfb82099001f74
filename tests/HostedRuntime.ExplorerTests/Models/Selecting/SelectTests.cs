using HostedRuntime.Exploring;
using Kind = HostedRuntime.Models.Offer.Kind;

namespace HostedRuntime.Models;

public sealed class SelectTests
{
    private static readonly Limits s_limits = Limits.Default;

    public static TheoryData<int> Kinds => Offer.Kinds;

    [Theory]
    [InlineData((int)Kind.Lock, (int)Kind.Lock)]
    [InlineData((int)Kind.Item, (int)Kind.Item)]
    [InlineData((int)Kind.Lock, (int)Kind.Notification)]
    [InlineData((int)Kind.Value, (int)Kind.Notification)]
    [InlineData((int)Kind.Tick, (int)Kind.Lock)]
    [InlineData((int)Kind.Timeout, (int)Kind.Lock)]
    public void Grant_AgainstGrant_OneCaseWins(int first, int second)
        => Proof.Exhaustive(() => new OffersAgainstOffers([(Kind)first, (Kind)second], rounds: 1, waitsAlready: true), s_limits with { StoreBuffers = false });

    [Theory]
    [InlineData((int)Kind.Item, (int)Kind.Item)]
    [InlineData((int)Kind.Value, (int)Kind.Notification)]
    [InlineData((int)Kind.Tick, (int)Kind.Item)]
    [InlineData((int)Kind.Timeout, (int)Kind.Item)]
    public void Grant_AgainstGrantAtRandom_OneCaseWins(int first, int second)
        => Proof.Sampled(() => new OffersAgainstOffers([(Kind)first, (Kind)second], rounds: 1, waitsAlready: false), seeds: 2_000, s_limits);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Grant_WhileSelectBegins_OneCaseWins(int kind)
        => Proof.Exhaustive(() => new OffersAgainstOffers([(Kind)kind, Kind.Lock], rounds: 1, waitsAlready: false), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Grant_OfEarlierRound_IsTakenInLaterRound(int kind)
        => Proof.Exhaustive(() => new OffersAgainstOffers([(Kind)kind, Kind.Lock], rounds: 2, waitsAlready: true), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData((int)Kind.Notification)]
    [InlineData((int)Kind.Value)]
    public void Grant_OfEarlierRoundAgainstTwo_IsTakenInLaterRound(int kind)
        => Proof.Exhaustive(() => new OffersAgainstOffers([(Kind)kind, Kind.Lock], rounds: 2, waitsAlready: true), s_limits with { StoreBuffers = false });

    /// <summary>The read of a oneshot is not used twice, and its select neither. So each round here has another select.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Grant_OfThreeRounds_IsTakenOnce(int kind)
        => Proof.Sampled(() => new OffersAgainstOffers([(Kind)kind, Kind.Value, Kind.Lock], rounds: 3, waitsAlready: true), seeds: 1_000, s_limits);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Grant_OfThreeRoundsWithNotification_IsTakenOnce(int kind)
        => Proof.Sampled(() => new OffersAgainstOffers([(Kind)kind, Kind.Notification, Kind.Lock], rounds: 3, waitsAlready: false), seeds: 1_000, s_limits);

    [Theory]
    [MemberData(nameof(AllAgainst))]
    public void Oneshot_AgainstLeave_IsReadOnce(int against)
        => Proof.Exhaustive(() => new OneshotAgainstLeave((OneshotAgainstLeave.Against)against, Kind.Lock), s_limits with { Preemptions = 1 });

    /// <summary>A thread that asks holds the read while the select ends its round.</summary>
    [Theory]
    [InlineData((int)OneshotAgainstLeave.Against.Send)]
    [InlineData((int)OneshotAgainstLeave.Against.SenderEnd)]
    [InlineData((int)OneshotAgainstLeave.Against.Close)]
    [InlineData((int)OneshotAgainstLeave.Against.Closed)]
    public void Oneshot_OfEndedRound_StaysRead(int against)
        => Proof.Exhaustive(() => new OneshotAgainstLeave((OneshotAgainstLeave.Against)against), s_limits);

    [Theory]
    [MemberData(nameof(AllAgainst))]
    public void Oneshot_AgainstLeaveAtRandom_IsReadOnce(int against)
        => Proof.Sampled(() => new OneshotAgainstLeave((OneshotAgainstLeave.Against)against, Kind.Lock, Kind.Notification), seeds: 3_000, s_limits);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cancel_AgainstGrant_LosesNothing(int kind)
        => Proof.Exhaustive(() => new OfferAgainstCancel((Kind)kind, aborts: false, waitsAgain: false), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Abort_AgainstGrant_LosesNothing(int kind)
        => Proof.Exhaustive(() => new OfferAgainstCancel((Kind)kind, aborts: true, waitsAgain: false), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_AfterCancel_TakesEvent(int kind)
        => Proof.Exhaustive(() => new OfferAgainstCancel((Kind)kind, aborts: false, waitsAgain: true), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_AfterAbort_TakesEvent(int kind)
        => Proof.Exhaustive(() => new OfferAgainstCancel((Kind)kind, aborts: true, waitsAgain: true), s_limits with { Preemptions = 1 });

    [Fact]
    public void Timeout_AgainstGrantWhileSelectBegins_OneCaseWins()
        => Proof.Exhaustive(static () => new OffersAgainstOffers([Kind.Timeout, Kind.Lock], rounds: 1, waitsAlready: false), s_limits with { Preemptions = 1 });

    /// <summary>The timer of the first round may fire in the second one, which begins the time again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Timeout_OfEarlierRound_WinsOnce(bool waitsAlready)
        => Proof.Exhaustive(() => new OffersAgainstOffers([Kind.Timeout, Kind.Lock, Kind.Notification], rounds: 2, waitsAlready), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Timeout_AgainstCancelOrAbort_EndsOnce(bool aborts)
        => Proof.Exhaustive(() => new OfferAgainstCancel(Kind.Timeout, aborts, waitsAgain: false), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tick_AgainstCancelOrAbort_IsTakenOrLeft(bool aborts)
        => Proof.Exhaustive(() => new OfferAgainstCancel(Kind.Tick, aborts, waitsAgain: false), s_limits);

    [Theory]
    [MemberData(nameof(Channels))]
    public void End_AgainstGrant_TakesItemAndEnds(int channel)
        => Proof.Exhaustive(() => new SelectAgainstEnd((SelectAgainstEnd.Of)channel, waitsAlready: true), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(Channels))]
    public void End_WhileSelectBegins_TakesItemAndEnds(int channel)
        => Proof.Exhaustive(() => new SelectAgainstEnd((SelectAgainstEnd.Of)channel, waitsAlready: false), s_limits with { Preemptions = 1 });

    [Fact]
    public void Selects_OverEachOthersChannels_PassEachItemOnce()
        => Proof.Exhaustive(static () => new CrossingSelects(items: 2, workers: 2), s_limits with { Preemptions = 1 });

    [Fact]
    public void Selects_OverEachOthersChannelsAtRandom_PassEachItemOnce()
        => Proof.Sampled(static () => new CrossingSelects(items: 3, workers: 2), seeds: 2_000, s_limits);

    [Fact]
    public void Reopen_WithoutFence_LosesWakeUp()
        => Proof.Broken(static () => new OffersAgainstOffers([Kind.Token], rounds: 1, waitsAlready: false), s_limits with { Preemptions = 1, WithoutFenceIn = "Reopen" });

    [Fact]
    public void Select_ReusedWhileNotifierHoldsWait_LosesWakeUp()
        => Proof.Broken(
            static () => new OffersAgainstOffers(static owner => [Offer.Notification(static core => new ReturningNotifyCase(core)), Offer.Of(Kind.Lock, owner)], rounds: 2, waitsAlready: true),
            s_limits with { StoreBuffers = false });

    public static TheoryData<int> Channels => [.. Enum.GetValues<SelectAgainstEnd.Of>().Cast<int>()];

    public static TheoryData<int> AllAgainst => [.. Enum.GetValues<OneshotAgainstLeave.Against>().Cast<int>()];
}
