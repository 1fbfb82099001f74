using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HostedRuntime.HealthChecks;

/// <summary>Spawns a task on each runtime of the host, because figures alone do not distinguish a busy runtime from a stuck one.</summary>
internal sealed class RuntimeHealthCheck(IServiceProvider services) : IHealthCheck
{
    // A runtime whose tasks wait longer than this for a worker is of little use to its callers. Picked by hand.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var names = services.GetService<RuntimeRegistry>()?.Names ?? [];
        if (names.Count == 0)
            return new HealthCheckResult(context.Registration.FailureStatus, "No runtime was added to this host.");
        var data = new Dictionary<string, object>();
        List<string> failures = [], warnings = [];
        foreach (var name in names)
        {
            var runtime = services.GetRequiredKeyedService<IRuntimeHandle>(name);
            AddFigures(data, name, runtime);
            if (await FailureOfAsync(name, runtime, cancellationToken).ConfigureAwait(false) is { } failure)
                failures.Add(failure);
            else if (IsFull(runtime, out var waiting))
                warnings.Add($"The blocking pool of runtime '{name}' is full: {waiting} {(waiting == 1 ? "task waits" : "tasks wait")}.");
        }

        if (failures.Count > 0)
            return new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', failures.Concat(warnings)), data: data);
        return warnings.Count > 0
            ? HealthCheckResult.Degraded(string.Join(' ', warnings), data: data)
            : HealthCheckResult.Healthy($"Running: {string.Join(", ", names)}.", data);
    }

    private static async Task<string?> FailureOfAsync(string name, IRuntimeHandle runtime, CancellationToken ct)
    {
        if (runtime is IRuntime { State: not RuntimeState.Running and var state })
            return $"Runtime '{name}' does not run: it is {state}.";
        var probe = runtime.Spawn(static () => { }, new SpawnOptions { Name = "health check", SuppressFlow = true });
        var isDone = probe.AsTask();
        // By the system's clock, because the runtime's clock may be that of a test, which stands still.
        await isDone.WaitAsync(s_patience, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isDone.IsCompletedSuccessfully)
            return null;
        probe.Abort();
        ct.ThrowIfCancellationRequested();
        return $"Runtime '{name}' did not come to run a task within {s_patience}: its workers are busy, or blocked.";
    }

    /// <returns>True if every blocking thread is busy and a blocking task waits, or would be refused; otherwise false.</returns>
    private static bool IsFull(IRuntimeHandle runtime, out int waiting)
    {
        var metrics = runtime.Metrics;
        waiting = metrics.BlockingQueueDepth;
        return (runtime as IRuntime)?.Options is { } options
            && waiting >= Math.Min(1, options.BlockingQueueLimit ?? 1)
            && metrics.BlockingThreads - metrics.IdleBlockingThreads >= options.MaxBlockingThreads;
    }

    private static void AddFigures(Dictionary<string, object> data, string name, IRuntimeHandle runtime)
    {
        var metrics = runtime.Metrics;
        data[$"{name}.Workers"] = metrics.Workers.Count;
        data[$"{name}.AliveTasks"] = metrics.AliveTasks;
        data[$"{name}.GlobalQueueDepth"] = metrics.GlobalQueueDepth;
        data[$"{name}.BlockingThreads"] = metrics.BlockingThreads;
        data[$"{name}.BlockingQueueDepth"] = metrics.BlockingQueueDepth;
        data[$"{name}.CompensatingThreads"] = metrics.CompensatingThreads;
    }
}
