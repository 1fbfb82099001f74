using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The end of a runtime, on a thread of its own, so that it neither needs a worker nor the ThreadPool. The thread is there from the start: at
/// the end the system may have none left. <see cref="Run"/> is the order of steps.
/// </summary>
internal sealed class RuntimeShutdown(RuntimeEngine runtime)
{
    // Tasks may finish by themselves for half of the time. What is left is for those that are aborted, see AwaitAborted. Picked by hand.
    private const double DrainShare = 0.5;

    // A task's end and the look for the last one are not fenced against each other: that would be a fence for each task that
    // ever ends. A missed signal costs this much, once.
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(10);

    // What aborted tasks get to end when the caller's token has fired. Picked by hand.
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromMilliseconds(500);

    // A worker that polls nothing leaves its loop within microseconds; this only bounds a machine that does not schedule it.
    private static readonly TimeSpan s_threadExit = TimeSpan.FromSeconds(1);

    // A report is for people.
    private const int NamedAtMost = 20;

    /// <summary>What callbacks on <see cref="IRuntimeHandle.Stopping"/> are called in reports of faults: they belong to no task.</summary>
    public static readonly TaskInfo StoppingCallbacks = new(0, "Stopping", TaskKind.Async, TaskState.Running, "", 0, TimeSpan.Zero);

    private readonly object _gate = new();

    /// <summary>Made by who begins.</summary>
    private TaskCompletionSource<ShutdownReport>? _report;

    /// <summary>What the thread waits for. Written under the lock.</summary>
    private Action? _end;

    /// <summary>Null until the runtime starts.</summary>
    private HeldThread? _held;

    /// <summary>Starts the thread, which waits for <see cref="Release"/>. Under the runtime's own lock, so without this one.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread for us: nothing has changed.</exception>
    public void Start(string threadName)
        => _held = HeldThread.TryStart(run => new Thread(() => run()) { IsBackground = true, Name = threadName }, AwaitEnd)
            ?? throw new ThreadUnavailableException("the end of the runtime", threadName);

    public void Release() => _held!.Release();

    public void Dismiss()
    {
        _held!.Dismiss();
        Uninterrupted.Join(_held.Thread);
        _held = null;
    }

    /// <summary>Starts the shutdown, or joins the one under way.</summary>
    public Task<ShutdownReport> Begin(TimeSpan timeout, CancellationToken ct)
    {
        using (Holds.Hold(_gate))
        {
            if (_report is not null)
                return _report.Task;
            _report = new TaskCompletionSource<ShutdownReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            // On the caller's thread: what is spawned after this call is refused, what ends after it is in the report.
            runtime.TryEnterState(RuntimeState.Draining, out var before);
            AsyncRuntime.Replace(runtime);
            var endedBefore = runtime.Ended;
            _end = () => Run(before, endedBefore, timeout, ct);
            Monitor.Pulse(_gate);
            // Not started, and never will be: there is no thread that waits. The state is the proof, for it is written after the thread was there.
            if (before == RuntimeState.Running)
                return _report.Task;
        }

        EndUnstarted();
        return _report.Task;
    }

    /// <summary>No body has run. Callbacks on tokens of tasks that wait may: so on another thread, if there is one to be had.</summary>
    private void EndUnstarted()
    {
        if (!ThreadStarter.TryStart(new Thread(() => _end!()) { IsBackground = true, Name = runtime.Threads.NameOf("stop") }))
            _end!();
    }

    /// <summary>Waits for the end or for a blocking task that found no thread; for that again after a moment while it is not fed.</summary>
    private bool IsEndAsked()
    {
        using (Holds.Hold(_gate))
        {
            // Both are written before the pulse, which needs this lock.
            if (_end is null)
                Uninterrupted.Wait(_gate, runtime.Pool.IsStarved ? s_lookAgain : Timeout.InfiniteTimeSpan, out _);
            return _end is not null;
        }
    }

    private void AwaitEnd()
    {
        do
            runtime.Pool.Feed();
        while (!IsEndAsked());

        _end!();
    }

    /// <summary>A task ended while the runtime drains.</summary>
    public void OnTaskEnded()
    {
        using (Holds.Hold(_gate))
            Monitor.Pulse(_gate);
    }

    private void Run(RuntimeState before, long endedBefore, TimeSpan timeout, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var total = timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout;
        using var wake = ct.UnsafeRegister(static shutdown => ((RuntimeShutdown)shutdown!).OnTaskEnded(), this);

        runtime.Pool.StopAdmission();
        // Without a grace what ends early has no time for it: it is aborted with all others, once.
        var hasGrace = before == RuntimeState.Running && total > TimeSpan.Zero && !ct.IsCancellationRequested;
        if (hasGrace)
            TellStopping();
        if (before == RuntimeState.Running)
            WaitUntilEmpty(start, total * DrainShare, ct);

        var drained = runtime.Ended - endedBefore;
        IReadOnlyList<TaskInfo> late = hasGrace && runtime.Alive > 0 ? LiveTasks.Describe(runtime, NamedAtMost) : [];
        runtime.BeginAbort();
        AbortAll();
        if (!hasGrace)
            TellStopping();
        if (before == RuntimeState.Running)
            AwaitAborted(start, total, ct);

        var blocking = runtime.Pool.Close();
        runtime.Scheduler.Stop();
        runtime.Wheel?.Stop(s_threadExit);
        JoinThreads(blocking);
        var (ended, left) = TakeStock();
        var aborted = ended - endedBefore - drained;
        ReportFaults(start, total);
        runtime.TryEnterState(RuntimeState.Stopped, out _);
        AsyncRuntime.Forget(runtime);
        _report!.SetResult(new ShutdownReport((int)Math.Max(0, drained), (int)Math.Max(0, aborted), left, Stopwatch.GetElapsedTime(start))
        {
            AbortedTasks = [.. late.ExceptBy(left.Select(static task => task.Id), static task => task.Id)],
        });
    }

    /// <summary>
    /// Waits for the tasks that were just aborted. Half of the time that is left lets them clean up; then all that have swallowed the abort
    /// are aborted once more. Without time between the two aborts there is no second: it would hit the cleanup that the first one began.
    /// </summary>
    private void AwaitAborted(long start, TimeSpan total, CancellationToken ct)
    {
        if (Stopwatch.GetElapsedTime(start) >= total)
            return;
        total = AwaitPart(start, total, parts: 2, ct);
        if (runtime.Alive <= 0)
            return;
        AbortAll();
        AwaitPart(start, total, parts: 1, ct);
    }

    /// <summary>Waits for a part of the time that is left. Once the caller's token has fired, a moment is left.</summary>
    /// <returns>When all of the time is over, by the clock that began at the start.</returns>
    private TimeSpan AwaitPart(long start, TimeSpan total, int parts, CancellationToken ct)
    {
        WaitUntilEmpty(start, UntilPart(), ct);
        if (!ct.IsCancellationRequested)
            return total;
        // The token has cut the wait short: what was aborted still gets the moment that it takes to end.
        total = Min(total, Stopwatch.GetElapsedTime(start) + s_lastMoment);
        WaitUntilEmpty(start, UntilPart(), CancellationToken.None);
        return total;

        TimeSpan UntilPart()
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            return elapsed + TimeSpan.FromTicks((total - elapsed).Ticks / parts);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>
    /// Fires <see cref="IRuntimeHandle.Stopping"/>, and with it aborts the tasks that asked for that. On a thread of its own, because
    /// callbacks are user code, and not waited for: the drain waits for the tasks.
    /// </summary>
    private void TellStopping()
    {
        if (!runtime.StopSignal.Give())
            return;
        AsideCall.Start(runtime.Threads.NameOf("cancel"), () =>
        {
            if (runtime.StopSignal.Fire() is { } thrown)
                runtime.Faults.Report(StoppingCallbacks, thrown);
        });
    }

    /// <summary>
    /// Aborts what runs and what waits. On a thread of its own: callbacks on the tasks' tokens are user code, and one that
    /// blocks must not hold up the report.
    /// </summary>
    private void AbortAll()
    {
        AsideCall.Run(runtime.Threads.NameOf("abort"), s_threadExit, () =>
        {
            foreach (var task in LiveTasks.All(runtime))
                task.AbortTask();
            foreach (var task in runtime.Pool.TakeQueued())
                task.TryCancelBeforeStart();
        });
    }

    /// <summary>
    /// Reports the faults that nobody has awaited. On a thread of its own, as above: a hook that blocks must not hold up the report for ever.
    /// What is left of the time is the hooks', and a second in any case.
    /// </summary>
    private void ReportFaults(long start, TimeSpan total)
    {
        var faults = runtime.Faults.EndWatch();
        if (faults.Count == 0)
            return;
        var left = total - Stopwatch.GetElapsedTime(start);
        var timeout = left < s_threadExit ? s_threadExit : Min(left, TimeSpan.FromDays(1));
        AsideCall.Run(runtime.Threads.NameOf("faults"), timeout, () => faults.ForEach(runtime.Faults.Report));
    }

    private void WaitUntilEmpty(long start, TimeSpan until, CancellationToken ct)
    {
        while (true)
        {
            // What is to end may wait for a thread.
            runtime.Pool.Feed();
            using (Holds.Hold(_gate))
            {
                var left = until - Stopwatch.GetElapsedTime(start);
                if (runtime.Alive <= 0 || ct.IsCancellationRequested || left <= TimeSpan.Zero)
                    return;
                Uninterrupted.Wait(_gate, left < s_lookAgain ? left : s_lookAgain, out _);
            }
        }
    }

    /// <summary>
    /// How many have ended and who has not, such that each task is in one of the two. On its way from the one to the other a task is in
    /// neither for a moment: it is waited for, as is one that a thread has taken out of a queue and not yet noted.
    /// </summary>
    private (long Ended, IReadOnlyList<TaskInfo> Left) TakeStock()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            // In this order: a task that is counted has left the lists before, and is not described once more.
            var ended = runtime.Ended;
            Fence.Loads();
            var left = LiveTasks.Describe(runtime);
            Fence.Loads();
            if ((runtime.Ended == ended && runtime.Alive <= left.Count) || Stopwatch.GetElapsedTime(start) >= s_threadExit)
                return (ended, left);
            using (Holds.Hold(_gate))
                Uninterrupted.Wait(_gate, s_lookAgain, out _);
        }
    }

    /// <summary>Waits for the threads that have nothing to do any more.</summary>
    private void JoinThreads(Blocking.BlockingThread[] blocking)
    {
        runtime.Scheduler.JoinThreads(s_threadExit);
        foreach (var thread in blocking)
            thread.JoinUnlessPolling(s_threadExit);
    }
}
