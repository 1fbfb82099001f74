using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Ends a runtime on a thread of its own, so that the end needs neither a worker nor the ThreadPool. <see cref="Run"/> has the order of
/// steps.
/// </summary>
/// <remarks>
/// <para>The thread exists from the start of the runtime, because at the end the system may have none left.</para>
/// <para>The virtual members are everything that takes a thread or a clock. A runtime for tests replaces them, so that its end is a part of
/// its schedule and of its virtual time.</para>
/// </remarks>
internal class RuntimeShutdown(RuntimeEngine runtime)
{
    // Tasks may end by themselves for half of the time. The other half is for those that are aborted, see AwaitAborted. Picked by hand.
    private const double DrainShare = 0.5;

    // The end of a task and the look for the last task are not fenced against each other, because every task that ends would pay for the
    // fence. A missed signal costs this much, once.
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(10);

    // The time for aborted tasks to end after the caller's token has fired. Picked by hand.
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromMilliseconds(500);

    // A worker that polls nothing leaves its loop within microseconds. This only matters on a machine that does not schedule it.
    private static readonly TimeSpan s_threadExit = TimeSpan.FromSeconds(1);

    // More names would make the report hard to read. Picked by hand.
    private const int NamedAtMost = 20;

    /// <summary>
    /// The name of callbacks on <see cref="IRuntimeHandle.Stopping"/> in reports of faults, because they belong to no task.
    /// </summary>
    public static readonly TaskInfo StoppingCallbacks = new(0, "Stopping", TaskKind.Async, TaskState.Running, "", 0, TimeSpan.Zero);

    private readonly object _gate = new();

    /// <summary>Created by the first call of <see cref="Begin"/>.</summary>
    private TaskCompletionSource<ShutdownReport>? _report;

    /// <summary>The steps that the thread runs; null until the shutdown begins. Written under the lock.</summary>
    private Action? _end;

    /// <summary>The thread; null until the runtime starts.</summary>
    private HeldThread? _held;

    /// <summary>
    /// Starts the thread, which waits for <see cref="Release"/>. Called under the runtime's own lock, and so without this one.
    /// </summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread left. Nothing has changed.</exception>
    public virtual void Start(string threadName)
        => _held = HeldThread.TryStart(run => new Thread(() => run()) { IsBackground = true, Name = threadName }, AwaitEnd)
            ?? throw new ThreadUnavailableException("the end of the runtime", threadName);

    public virtual void Release() => _held!.Release();

    public virtual void Dismiss()
    {
        _held!.Dismiss();
        Uninterrupted.Join(_held.Thread);
        _held = null;
    }

    /// <summary>Starts the shutdown, or returns the Task of the running one.</summary>
    public Task<ShutdownReport> Begin(TimeSpan timeout, CancellationToken ct)
    {
        RuntimeState before;
        using (Holds.Hold(_gate))
        {
            if (_report is not null)
                return _report.Task;
            _report = new TaskCompletionSource<ShutdownReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            // On the caller's thread, so that a spawn after this call is refused, and a task that ends after this call is in the report.
            runtime.TryEnterState(RuntimeState.Draining, out before);
            AsyncRuntime.Replace(runtime);
            var endedBefore = runtime.Ended;
            _end = () => Run(before, endedBefore, timeout, ct);
            Monitor.Pulse(_gate);
        }

        Launch(_end, hasStarted: before == RuntimeState.Running);
        return _report.Task;
    }

    /// <summary>Has a thread run the steps of the end. Called once.</summary>
    /// <param name="end">The steps.</param>
    /// <param name="hasStarted">
    /// True if a thread waits for the steps and runs them already. If the runtime never started, no thread waits. The state proves it,
    /// because it is written after the thread exists.
    /// </param>
    /// <remarks>
    /// Before the start no body has run. But callbacks on the tokens of waiting tasks may run, so another thread is used if the system has
    /// one.
    /// </remarks>
    protected virtual void Launch(Action end, bool hasStarted)
    {
        if (hasStarted)
            return;
        if (!ThreadStarter.TryStart(new Thread(() => end()) { IsBackground = true, Name = runtime.Threads.NameOf("stop") }))
            end();
    }

    /// <summary>Waits until the shutdown begins, or until a blocking task has found no thread.</summary>
    /// <returns>True if the shutdown has begun; otherwise false. While the pool lacks a thread, the wait ends after a moment.</returns>
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

    /// <summary>Called when a task has ended while the runtime drains.</summary>
    public virtual void OnTaskEnded()
    {
        using (Holds.Hold(_gate))
            Monitor.Pulse(_gate);
    }

    /// <summary>Returns a timestamp of the clock that measures the end.</summary>
    protected virtual long Timestamp() => Stopwatch.GetTimestamp();

    /// <summary>Returns the time since a timestamp.</summary>
    protected virtual TimeSpan Elapsed(long start) => Stopwatch.GetElapsedTime(start);

    /// <summary>Waits until a task has ended or the time is over. May return earlier.</summary>
    /// <param name="isOver">Returns true if there is nothing to wait for.</param>
    /// <param name="most">The longest wait.</param>
    protected virtual void AwaitChange(Func<bool> isOver, TimeSpan most)
    {
        using (Holds.Hold(_gate))
        {
            if (!isOver())
                Uninterrupted.Wait(_gate, most < s_lookAgain ? most : s_lookAgain, out _);
        }
    }

    /// <inheritdoc cref="AsideCall.Run(string, TimeSpan, Action)"/>
    protected virtual void RunAside(string threadName, TimeSpan timeout, Action call) => AsideCall.Run(threadName, timeout, call);

    /// <inheritdoc cref="AsideCall.Start"/>
    protected virtual void StartAside(string threadName, Action call) => AsideCall.Start(threadName, call);

    /// <summary>Returns the tasks in the order in which they are aborted.</summary>
    protected virtual IEnumerable<RuntimeTask> InAbortOrder(IEnumerable<RuntimeTask> tasks) => tasks;

    private void Run(RuntimeState before, long endedBefore, TimeSpan timeout, CancellationToken ct)
    {
        var start = Timestamp();
        var total = timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout;
        using var wake = ct.UnsafeRegister(static shutdown => ((RuntimeShutdown)shutdown!).OnTaskEnded(), this);

        runtime.Pool.StopAdmission();
        // Without a grace period there is no time to end early, so a task of StopBehavior.Cancel is aborted with all others, and only once.
        var hasGrace = before == RuntimeState.Running && total > TimeSpan.Zero && !ct.IsCancellationRequested;
        if (hasGrace)
            TellStopping();
        if (before == RuntimeState.Running)
        {
            WaitUntilEmpty(start, total * DrainShare, ct);
            runtime.Probe.RecordDrain(Elapsed(start));
        }

        var drained = runtime.Ended - endedBefore;
        IReadOnlyList<TaskInfo> late = hasGrace && runtime.Alive > 0 ? LiveTasks.Describe(runtime, NamedAtMost, NamedAtMost) : [];
        runtime.BeginAbort();
        AbortAll();
        if (!hasGrace)
            TellStopping();
        if (before == RuntimeState.Running)
            AwaitAborted(start, total, ct);

        var blocking = runtime.Pool.Close();
        runtime.StopSampling();
        runtime.Scheduler.Stop();
        runtime.Wheel?.Stop(s_threadExit);
        JoinThreads(blocking);
        var (ended, left) = TakeStock();
        var aborted = ended - endedBefore - drained;
        ReportFaults(start, total);
        runtime.Probe.CountAbandoned(left.Count);
        runtime.TryEnterState(RuntimeState.Stopped, out _);
        runtime.LeaveMeter();
        AsyncRuntime.Forget(runtime);
        var report = new ShutdownReport((int)Math.Max(0, drained), (int)Math.Max(0, aborted), left, Elapsed(start))
        {
            AbortedTasks = [.. late.ExceptBy(left.Select(static task => task.Id), static task => task.Id)],
        };
        runtime.ReportEnded(report);
        _report!.SetResult(report);
    }

    /// <summary>Waits for the tasks that were just aborted, and aborts them once more after half of the time that is left.</summary>
    /// <remarks>
    /// The first half lets the tasks clean up. The second abort is for tasks that have swallowed the first. Without time between the two
    /// there is no second abort, because it would hit the cleanup that the first one began.
    /// </remarks>
    private void AwaitAborted(long start, TimeSpan total, CancellationToken ct)
    {
        if (Elapsed(start) >= total)
            return;
        total = AwaitPart(start, total, parts: 2, ct);
        if (runtime.Alive <= 0)
            return;
        AbortAll();
        AwaitPart(start, total, parts: 1, ct);
    }

    /// <summary>Waits for a part of the time that is left. If the caller's token fires, only a moment is left.</summary>
    /// <returns>The end of all of the time, measured from the start.</returns>
    private TimeSpan AwaitPart(long start, TimeSpan total, int parts, CancellationToken ct)
    {
        WaitUntilEmpty(start, UntilPart(), ct);
        if (!ct.IsCancellationRequested)
            return total;
        // The token has cut the wait short. Aborted tasks still get the moment that they need to end.
        total = Min(total, Elapsed(start) + s_lastMoment);
        WaitUntilEmpty(start, UntilPart(), CancellationToken.None);
        return total;

        TimeSpan UntilPart()
        {
            var elapsed = Elapsed(start);
            return elapsed + TimeSpan.FromTicks((total - elapsed).Ticks / parts);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>
    /// Fires <see cref="IRuntimeHandle.Stopping"/>, which also aborts the tasks of <see cref="StopBehavior.Cancel"/>. Runs on a thread of
    /// its own, because callbacks are user code. Does not wait for it, because the drain waits for the tasks.
    /// </summary>
    private void TellStopping()
    {
        if (!runtime.StopSignal.Give())
            return;
        StartAside(runtime.Threads.NameOf("cancel"), () =>
        {
            if (runtime.StopSignal.Fire() is { } thrown)
                runtime.Faults.Report(StoppingCallbacks, thrown);
        });
    }

    /// <summary>
    /// Aborts all running and waiting tasks. Runs on a thread of its own: callbacks on the tasks' tokens are user code, which must not hold
    /// up the report if it blocks.
    /// </summary>
    private void AbortAll()
    {
        RunAside(runtime.Threads.NameOf("abort"), s_threadExit, () =>
        {
            foreach (var task in InAbortOrder(LiveTasks.All(runtime)))
                task.AbortTask();
            foreach (var task in runtime.Pool.TakeQueued())
                task.TryCancelBeforeStart();
        });
    }

    /// <summary>
    /// Reports the faults that no code has awaited. Runs on a thread of its own, because a hook that blocks must not hold up the report for
    /// ever. The hooks have the time that is left, and at least a second.
    /// </summary>
    private void ReportFaults(long start, TimeSpan total)
    {
        var faults = runtime.Faults.EndWatch();
        if (faults.Count == 0)
            return;
        var left = total - Elapsed(start);
        var timeout = left < s_threadExit ? s_threadExit : Min(left, TimeSpan.FromDays(1));
        RunAside(runtime.Threads.NameOf("faults"), timeout, () => faults.ForEach(runtime.Faults.Report));
    }

    private void WaitUntilEmpty(long start, TimeSpan until, CancellationToken ct)
    {
        bool IsOver() => runtime.Alive <= 0 || ct.IsCancellationRequested;
        while (true)
        {
            // A task that has to end may wait for a blocking thread.
            runtime.Pool.Feed();
            var left = until - Elapsed(start);
            if (IsOver() || left <= TimeSpan.Zero)
                return;
            AwaitChange(IsOver, left);
        }
    }

    /// <summary>Counts the tasks that have ended and lists those that have not, such that each task is in one of the two.</summary>
    /// <remarks>
    /// On its way from the list to the count a task is in neither for a moment, and is waited for. So is a task that a thread has taken out
    /// of a queue and not yet noted.
    /// </remarks>
    private (long Ended, IReadOnlyList<TaskInfo> Left) TakeStock()
    {
        var start = Timestamp();
        while (true)
        {
            // In this order, because a task that is counted has left the lists before, and is not described once more.
            var ended = runtime.Ended;
            Fence.Loads();
            var left = LiveTasks.Describe(runtime, stacks: NamedAtMost);
            Fence.Loads();
            if (IsEachTaskInOne(() => runtime.Alive, () => runtime.Ended, ended, left.Count) || Elapsed(start) >= s_threadExit)
                return (ended, left);
            AwaitChange(static () => false, s_lookAgain);
        }
    }

    /// <summary>Returns true if each task is in the count of ended tasks or in the list, and none is on its way between them.</summary>
    /// <remarks>
    /// The living tasks are read first. In the other order a task that is counted between the two reads is in neither: it has not changed
    /// the first read, and the second finds it gone.
    /// </remarks>
    internal static bool IsEachTaskInOne(Func<long> alive, Func<long> ended, long endedBefore, int listed)
    {
        var isNoneBetween = alive() <= listed;
        Fence.Loads();
        return isNoneBetween && ended() == endedBefore;
    }

    /// <summary>Waits for the threads that have nothing to do any more.</summary>
    private void JoinThreads(Blocking.BlockingThread[] blocking)
    {
        runtime.Scheduler.JoinThreads(s_threadExit);
        foreach (var thread in blocking)
            thread.JoinUnlessPolling(s_threadExit);
    }
}
