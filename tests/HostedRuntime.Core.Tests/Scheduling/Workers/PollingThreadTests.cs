using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tests.Contracts;
using HostedRuntime.Tests.Tasks;

namespace HostedRuntime.Tests.Scheduling;

public sealed class PollingThreadTests
{
    // Regression: a worker's last task stays current until the next poll. So the worker seemed to be in a body, and the end of a runtime
    // did not wait for it.
    [Fact]
    public void JoinUnlessPolling_AfterTheLastPoll_WaitsForTheThread()
    {
        using var polled = new ManualResetEventSlim();
        var joins = Thread.CurrentThread;
        var isJoined = false;
        var hasEnded = false;
        var thread = new OnePoll(() =>
        {
            polled.Set();
            Signals.SpinUntil(() => Volatile.Read(ref isJoined) || (joins.ThreadState & ThreadState.WaitSleepJoin) != 0, "the other thread waits for this one");
            Volatile.Write(ref hasEnded, true);
        });
        Assert.True(thread.TryStart());
        while (!polled.IsSet)
            Thread.Yield();

        thread.JoinUnlessPolling(TimeSpan.FromMinutes(1));

        var hadEnded = Volatile.Read(ref hasEnded);
        Volatile.Write(ref isJoined, true);
        Assert.True(hadEnded);
    }

    private sealed class OnePoll(Action afterPoll)
        : PollingThread(new ThreadSettings("test", 0, ThreadPriority.Normal, new RuntimeHooks()) { Enter = static () => { } }, "poll")
    {
        protected override void Run()
        {
            Enter(runsNextJoin: true).Poll(Some.Task());
            afterPoll();
        }
    }
}
