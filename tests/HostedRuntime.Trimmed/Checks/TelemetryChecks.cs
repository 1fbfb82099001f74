using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace HostedRuntime.Trimmed.Checks;

/// <summary>The metrics and spans that OpenTelemetry exports.</summary>
internal static class TelemetryChecks
{
    public static async Task<bool> RunAsync()
    {
        var metrics = new List<Metric>();
        var spans = new List<Activity>();
        using var meters = Sdk.CreateMeterProviderBuilder().AddAsyncRuntimeInstrumentation().AddInMemoryExporter(metrics).Build();
        using var tracers = Sdk.CreateTracerProviderBuilder().AddAsyncRuntimeInstrumentation().AddInMemoryExporter(spans).Build();
        await using (var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "telemetry"))
        {
            await runtime.Spawn(static () => { }, new SpawnOptions { Name = "index" });
            meters.ForceFlush();
        }

        tracers.ForceFlush();
        return metrics.Exists(static metric => metric.Name == "hosted_runtime.task.spawned") && spans.Exists(static span => span.OperationName == "index");
    }
}
