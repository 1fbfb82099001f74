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

    [Fact]
    public void Leave_WhenEvictionMetReuse_RemovesWait()
    {
        var task = Some.Task();
        IWaitingTask waiting = task;
        var (reused, other) = (new CountedWait(), new CountedWait());
        waiting.RegisterForAbort(reused);
        reused.TryDecide(WaitDecision.Granted);
        waiting.RegisterForAbort(other);
        reused.Reopen();

        // The thread that evicted the wait finds it pending, and the user of the wait does not find it in the first place.
        task.PutBack(reused);
        other.TryDecide(WaitDecision.Granted);
        Assert.False(waiting.RegisterAgain(reused));

        reused.TryDecide(WaitDecision.Granted);
        Assert.True(waiting.Leave(reused));
        Assert.False(task.Control.RemoveWait(reused));
    }

    /// <summary>A wait that counts how often it is compared with others.</summary>
    private sealed class CountedWait : PendingWait
    {
        public static int Looks { get; set; }

        public void Reopen() => State.Reopen();

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
