using System.Diagnostics.Metrics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;

namespace HostedRuntime;

/// <summary>
/// The instruments of a meter that are read only if a listener asks. Each reads the counters of all runtimes of the meter, which the
/// runtimes keep in any case. A runtime on the ThreadPool has no workers, and no measurement of them.
/// </summary>
internal sealed class RuntimeObservables
{
    private const string WorkerKind = "hosted_runtime.worker.kind";
    private const string QueueKey = "hosted_runtime.queue";
    private const string OutcomeKey = "hosted_runtime.outcome";

    private static readonly KeyValuePair<string, object?> s_core = new(WorkerKind, "core");
    private static readonly KeyValuePair<string, object?> s_blocking = new(WorkerKind, "blocking");
    private readonly Meter _meter;
    private readonly RuntimeMeter _runtimes;

    private RuntimeObservables(Meter meter, RuntimeMeter runtimes)
    {
        _meter = meter;
        _runtimes = runtimes;
    }

    public static void AddTo(Meter meter, RuntimeMeter runtimes)
    {
        var all = new RuntimeObservables(meter, runtimes);
        all.AddWorkers();
        all.AddTasks();
    }

    private void AddWorkers()
    {
        AddLevel("hosted_runtime.worker.count", "{thread}", ThreadCounts, "The threads of the runtime: workers, and threads of the blocking pool.");
        AddLevel("hosted_runtime.worker.limit", "{thread}", ThreadLimits, "The configured number of workers, and the most threads that the blocking pool may have.");
        AddTime("hosted_runtime.worker.busy_time", static worker => worker.Clock.Awake, "The time in which workers were not parked: they polled tasks or looked for them.");
        AddTime("hosted_runtime.worker.park_time", static worker => worker.Clock.Parked, "The time in which workers were parked, because no task was ready.");
        AddCount("hosted_runtime.worker.steals", "{steal}", static (runtime, to) => Sum(runtime, to, static worker => worker.Steals), "The tasks that a worker took from another worker's queue.");
        AddCount("hosted_runtime.worker.parks", "{park}", static (runtime, to) => Sum(runtime, to, static worker => worker.Parks), "How often a worker went to sleep because no task was ready.");
        AddCount("hosted_runtime.worker.polls", "{poll}", static (runtime, to) => Sum(runtime, to, static worker => worker.Polls), "The polls on workers: each runs a task until it suspends or ends.");
        AddCount("hosted_runtime.worker.stalls", "{stall}", static (runtime, to) => to.Add(runtime.Probe.Stalls), "The polls that kept a worker for the stall threshold.");
    }

    private void AddTasks()
    {
        AddLevel("hosted_runtime.queue.length", "{task}", QueueLengths, "The ready tasks that wait for a thread.");
        AddLevel("hosted_runtime.task.active", "{task}", static (runtime, to) => to.Add(Math.Max(0, runtime.Alive)), "The tasks that have not ended.");
        AddCount("hosted_runtime.task.spawned", "{task}", static (runtime, to) => to.Add(runtime.Spawned), "The tasks that were spawned, including blocking ones.");
        AddCount("hosted_runtime.task.completed", "{task}", Outcomes, "The tasks that have ended, by outcome.");
    }

    private void AddLevel(string name, string unit, Action<RuntimeEngine, Measurements<long>> read, string description)
        => _meter.CreateObservableUpDownCounter(name, () => Each(read), unit, description);

    private void AddCount(string name, string unit, Action<RuntimeEngine, Measurements<long>> read, string description)
        => _meter.CreateObservableCounter(name, () => Each(read), unit, description);

    private void AddTime(string name, Func<WorkerCounters, TimeSpan> of, string description)
        => _meter.CreateObservableCounter(name, () => Each<double>((runtime, to) => SumTime(runtime, to, of)), "s", description);

    private static void ThreadCounts(RuntimeEngine runtime, Measurements<long> to)
    {
        if (runtime.Flavor != RuntimeFlavor.ThreadPool)
            to.Add(runtime.State == RuntimeState.Created ? 0 : runtime.InForce.WorkerThreads + runtime.Scheduler.ExtraThreads, s_core);
        to.Add(runtime.Pool.Counts.Threads, s_blocking);
    }

    private static void ThreadLimits(RuntimeEngine runtime, Measurements<long> to)
    {
        if (runtime.Flavor != RuntimeFlavor.ThreadPool)
            to.Add(runtime.InForce.WorkerThreads, s_core);
        to.Add(runtime.Pool.MaxThreads, s_blocking);
    }

    private static void QueueLengths(RuntimeEngine runtime, Measurements<long> to)
    {
        to.Add(runtime.Scheduler.QueueDepth, new(QueueKey, "global"));
        if (runtime.Flavor == RuntimeFlavor.MultiThread)
            to.Add(runtime.Scheduler.Counters.Sum(static worker => worker.QueueDepth), new(QueueKey, "local"));
        to.Add(runtime.Pool.Counts.Queued, new(QueueKey, "blocking"));
    }

    private static void Outcomes(RuntimeEngine runtime, Measurements<long> to)
    {
        to.Add(runtime.Completed, new(OutcomeKey, "ok"));
        to.Add(runtime.Canceled, new(OutcomeKey, "canceled"));
        foreach (var (type, count) in runtime.FaultsByType.Read())
            to.Add(count, new(OutcomeKey, "faulted"), new("error.type", type));
    }

    private static void Sum(RuntimeEngine runtime, Measurements<long> to, Func<WorkerCounters, long> of)
    {
        if (runtime.Flavor != RuntimeFlavor.ThreadPool)
            to.Add(runtime.Scheduler.Counters.Sum(of));
    }

    private static void SumTime(RuntimeEngine runtime, Measurements<double> to, Func<WorkerCounters, TimeSpan> of)
    {
        if (runtime.Flavor != RuntimeFlavor.ThreadPool)
            to.Add(runtime.Scheduler.Counters.Sum(worker => of(worker).TotalSeconds), s_core);
    }

    private List<Measurement<T>> Each<T>(Action<RuntimeEngine, Measurements<T>> read) where T : struct
    {
        var all = new List<Measurement<T>>();
        foreach (var runtime in _runtimes.Runtimes)
            read(runtime, new Measurements<T>(all, runtime.Name));
        return all;
    }

    /// <summary>The measurements of one runtime, which all have its name.</summary>
    private readonly struct Measurements<T>(List<Measurement<T>> all, string name) where T : struct
    {
        private readonly KeyValuePair<string, object?> _name = new(RuntimeProbe.NameKey, name);

        public void Add(T value) => all.Add(new Measurement<T>(value, _name));

        public void Add(T value, KeyValuePair<string, object?> attribute) => all.Add(new Measurement<T>(value, _name, attribute));

        public void Add(T value, KeyValuePair<string, object?> first, KeyValuePair<string, object?> second) => all.Add(new Measurement<T>(value, _name, first, second));
    }
}
