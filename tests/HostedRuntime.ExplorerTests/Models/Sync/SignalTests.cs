using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>Semaphore, notify, barrier, once cell.</summary>
public sealed class SignalTests
{
    private static readonly Limits s_limits = Limits.Default;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void Semaphore_LargeAndSmall_LosesNoPermit(bool cancels, bool closes, bool splits)
        => Proof.Exhaustive(() => new SemaphoreModel(cancels, closes, splits), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void Semaphore_LargeAndSmallAtRandom_LosesNoPermit(bool cancels, bool closes, bool splits)
        => Proof.Sampled(() => new SemaphoreModel(cancels, closes, splits), seeds: 2_000, limits: s_limits);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Notify_AfterFlagIsSet_WakesOrFlagIsSeen(bool all, bool isStored)
        => Proof.Exhaustive(() => new NotifyFlagModel(all, isStored), s_limits);

    [Fact]
    public void NotifyAll_WithoutFence_IsLost()
        => Proof.Broken(static () => new NotifyFlagModel(all: true, isStored: false), s_limits with { WithoutFenceIn = "NotifyAll" });

    [Theory]
    [MemberData(nameof(Lines))]
    public void Notify_TwoWaiters_DeliversOrStoresNotification(int first, int second, int what)
        => Proof.Exhaustive(() => new NotifyLineModel([(NotifyLineModel.Place)first, (NotifyLineModel.Place)second], (NotifyLineModel.Event)what), s_limits with { Preemptions = 1 });

    [Theory]
    [InlineData((int)NotifyLineModel.Event.One)]
    [InlineData((int)NotifyLineModel.Event.Last)]
    [InlineData((int)NotifyLineModel.Event.All)]
    public void Notify_ThreeWaitersAtRandom_DeliversOrStoresNotification(int what)
        => Proof.Sampled(
            () => new NotifyLineModel([NotifyLineModel.Place.Wait, NotifyLineModel.Place.Canceled, NotifyLineModel.Place.GivenBack], (NotifyLineModel.Event)what),
            seeds: 2_000,
            limits: s_limits);

    [Fact]
    public void Barrier_ArrivalCanceled_CountsOrWithdrawsArrival()
        => Proof.Exhaustive(static () => new BarrierModel(participants: 2), s_limits);

    [Fact]
    public void Barrier_OneOfThreeCanceledAtRandom_CountsOrWithdrawsArrival()
        => Proof.Sampled(static () => new BarrierModel(participants: 3), seeds: 2_000, limits: s_limits);

    [Theory]
    [InlineData((int)OnceCellModel.Aborted.None)]
    [InlineData((int)OnceCellModel.Aborted.First)]
    [InlineData((int)OnceCellModel.Aborted.Second)]
    public void OnceCell_FirstInitializerThrows_NextInitializerRuns(int aborted)
        => Proof.Sampled(() => new OnceCellModel(workers: 2, (OnceCellModel.Aborted)aborted), seeds: 1_500, limits: s_limits);

    public static TheoryData<int, int, int> Lines
    {
        get
        {
            var lines = new TheoryData<int, int, int>();
            foreach (var first in Enum.GetValues<NotifyLineModel.Place>())
            {
                foreach (var second in Enum.GetValues<NotifyLineModel.Place>().Where(second => second >= first))
                {
                    foreach (var what in Enum.GetValues<NotifyLineModel.Event>())
                        lines.Add((int)first, (int)second, (int)what);
                }
            }

            return lines;
        }
    }
}
