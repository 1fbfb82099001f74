using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

/// <summary>The scheduler of one test runtime: hands everything that becomes ready to the driver.</summary>
internal sealed class TestScheduler(TestEngine engine, Driver driver) : IScheduler
{
    public WorkerCounters Counter { get; } = new();

    public IReadOnlyList<WorkerCounters> Counters => [Counter];

    public WorkerCounters? CountersOfThisThread => driver.HasTurn ? Counter : null;

    public int QueueDepth => driver.ReadyCount;

    public int ExtraThreads => 0;

    public bool IsAwake => true;

    public void Start()
    {
    }

    public void WatchStalls(TimeSpan threshold, bool isStarted)
    {
    }

    public void Schedule(RuntimeTask task) => driver.Push(engine, task);

    public void ScheduleLast(RuntimeTask task, ThreadContext here) => Schedule(task);

    public bool TryEnterWait() => driver.TryEnterWait();

    public void LeaveWait() => driver.LeaveWait();

    public void MeasureDelay()
    {
    }

    public IReadOnlyList<WorkerView> LookAtWorkers(TimeSpan stallThreshold) => [];

    public IReadOnlyCollection<RuntimeTask> Polling() => driver.Polling();

    /// <summary>Does nothing: what is left goes on with the driver.</summary>
    public void Stop()
    {
    }

    public void JoinThreads(TimeSpan timeout)
    {
    }
}
