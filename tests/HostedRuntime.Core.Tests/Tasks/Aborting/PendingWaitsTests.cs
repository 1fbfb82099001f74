using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Tasks;

public sealed class PendingWaitsTests
{
    private const int Many = 10_000;

    [Fact]
    public void Unregister_OfManyWaits_ChecksEachAFewTimes()
    {
        var task = Some.Task();
        var waits = Enumerable.Range(0, Many).Select(static _ => new CountedWait()).ToArray();
        CountedWait.Looks = 0;
        IWaitingTask waiting = task;
        foreach (var wait in waits)
            waiting.RegisterForAbort(wait);
        foreach (var wait in waits.Reverse())
            Assert.True(waiting.Leave(wait));
        Assert.InRange(CountedWait.Looks, 0, 6 * Many);
    }

    /// <summary>A wait that counts how often it is compared with others.</summary>
    private sealed class CountedWait : PendingWait
    {
        public static int Looks { get; set; }

        public override bool Equals(object? obj)
        {
            Looks++;
            return ReferenceEquals(this, obj);
        }

        public override int GetHashCode()
        {
            Looks++;
            return base.GetHashCode();
        }

        protected override string WaitsOn => "a wait of a test";

        public override void EndCanceled(CancellationToken ct)
        {
        }

        public override void Run(ThreadContext? context)
        {
        }

        public override Delegate AsCallback(out object? state)
        {
            state = null;
            return static () => { };
        }

        public override bool Continues(Task method, IWaitingTask task) => false;
    }
}
