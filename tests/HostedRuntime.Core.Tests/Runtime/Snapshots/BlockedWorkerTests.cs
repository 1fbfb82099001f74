using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>A snapshot of a worker whose body blocks, and whose core another thread has got.</summary>
public sealed class BlockedWorkerTests : IDisposable
{
    // Without a threshold, from which on the wait would be a stall.
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan });
    private readonly ManualResetEventSlim _end = new();

    private IReadOnlyList<WorkerSnapshot> Workers => _rt.CaptureSnapshot().Workers;

    public void Dispose()
    {
        _end.Set();
        _rt.Dispose();
        _end.Dispose();
    }

    [Fact]
    public void Workers_WhenTheNewThreadIsParked_ShowsTheBlockedOne()
    {
        var task = _rt.Spawn(() => _end.Wait());

        Signals.SpinUntil(
            () => Workers is [{ Index: -1, State: WorkerState.Blocked, QueueDepth: 0 } blocked, { Index: 0, State: WorkerState.Parked, TaskId: null }] && blocked.TaskId == task.Id,
            "the new thread is parked, and the old one blocked");
    }

    [Fact]
    public void Workers_WhenTheEngineWaitsForAShortLock_ShowNoBlockedBody()
    {
        var gate = new Lock();
        Thread? worker = null;
        gate.Enter();
        try
        {
            _rt.Spawn(Enter).Detach();
            Signals.SpinUntil(() => (Volatile.Read(ref worker)?.ThreadState & ThreadState.WaitSleepJoin) > 0, "the thread waits");

            // The thread is in its poll, whether its core was taken by now or not.
            var snapshot = _rt.CaptureSnapshot();
            Assert.Contains(snapshot.Workers, static worker => worker is { State: WorkerState.Polling, BlockedIn: null });
            Assert.DoesNotContain(snapshot.Workers, static worker => worker.State == WorkerState.Blocked);
            Assert.DoesNotContain(snapshot.Lints, static lint => lint.Code == "HR002");
        }
        finally
        {
            gate.Exit();
        }

        void Enter()
        {
            Volatile.Write(ref worker, Thread.CurrentThread);
            // As each lock of the engine is taken, in the middle of a call of the body.
            using (gate.Hold())
            {
            }
        }
    }

    [Fact]
    public void Workers_WhenTheBodyBlocksAgain_NamesTheMethod()
    {
        var waits = 0;
        _rt.Spawn(Block).Detach();

        Signals.SpinUntil(
            () => Volatile.Read(ref waits) > 0 && Workers[0] is { Index: -1, State: WorkerState.Blocked, BlockedIn: { } wait }
                && wait.StartsWith("a blocking wait", StringComparison.Ordinal) && wait.Contains(" at BlockedWorkerTests.", StringComparison.Ordinal),
            "a later wait is named");

        void Block()
        {
            while (!_end.Wait(TimeSpan.FromMilliseconds(150)))
                Interlocked.Increment(ref waits);
        }
    }
}
