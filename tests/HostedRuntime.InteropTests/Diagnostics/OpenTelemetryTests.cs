using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace HostedRuntime.InteropTests.Diagnostics;

/// <summary>The metrics as the OpenTelemetry SDK exports them.</summary>
public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task Export_AfterThreeTasks_HasSumsGaugesAndHistograms()
    {
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("HostedRuntime").AddInMemoryExporter(exported).Build();
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, MaxBlockingThreads = 3 }, name: "exported");
        for (var i = 0; i < 2; i++)
            await rt.SpawnBlocking(static () => { });
        await rt.Spawn(static () => throw new FormatException()).JoinAsync();
        Assert.True(SpinWait.SpinUntil(() => rt.Metrics.AliveTasks == 0, TimeSpan.FromSeconds(30)));
        Assert.True(provider.ForceFlush());

        Assert.Equal(3, Point("hosted_runtime.task.spawned").GetSumLong());
        Assert.Equal(0, Point("hosted_runtime.task.active").GetSumLong());
        Assert.Equal(2, Point("hosted_runtime.task.completed", ("hosted_runtime.outcome", "ok")).GetSumLong());
        Assert.Equal(1, Point("hosted_runtime.task.completed", ("hosted_runtime.outcome", "faulted"), ("error.type", "System.FormatException")).GetSumLong());
        Assert.Equal(2, Point("hosted_runtime.worker.limit", ("hosted_runtime.worker.kind", "core")).GetSumLong());
        Assert.Equal(3, Point("hosted_runtime.worker.limit", ("hosted_runtime.worker.kind", "blocking")).GetSumLong());
        Assert.True(Point("hosted_runtime.worker.busy_time", ("hosted_runtime.worker.kind", "core")).GetSumDouble() > 0);
        Assert.Equal(2, Point("hosted_runtime.blocking.duration").GetHistogramCount());
        Assert.Equal((MetricType.LongSumNonMonotonic, "{task}"), (Of("hosted_runtime.task.active").MetricType, Of("hosted_runtime.task.active").Unit));
        Assert.Equal((MetricType.LongSum, "{task}"), (Of("hosted_runtime.task.spawned").MetricType, Of("hosted_runtime.task.spawned").Unit));
        Assert.Equal((MetricType.Histogram, "s"), (Of("hosted_runtime.blocking.duration").MetricType, Of("hosted_runtime.blocking.duration").Unit));

        Metric Of(string name) => exported.Last(metric => metric.Name == name);

        MetricPoint Point(string name, params (string Key, string Value)[] attributes)
        {
            foreach (ref readonly var point in Of(name).GetMetricPoints())
            {
                var tags = point.Tags.ToDictionaryOfText();
                if (tags.Count == attributes.Length + 1 && tags["hosted_runtime.name"] == "exported" && attributes.All(pair => tags.GetValueOrDefault(pair.Key) == pair.Value))
                    return point;
            }

            throw new InvalidOperationException($"{name} has no such point.");
        }
    }

    [Fact]
    public async Task Export_OfHistogram_HasTheAdvisedBuckets()
    {
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("HostedRuntime").AddInMemoryExporter(exported).Build();
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "buckets");
        await rt.SpawnBlocking(static () => { });
        Assert.True(provider.ForceFlush());

        var bounds = new List<double>();
        foreach (ref readonly var point in exported.Last(static metric => metric.Name == "hosted_runtime.blocking.duration").GetMetricPoints())
        {
            foreach (var bucket in point.GetHistogramBuckets())
                bounds.Add(bucket.ExplicitBound);
        }

        Assert.Contains(0.000_01, bounds);
        Assert.Contains(60, bounds);
    }

    [Fact]
    public void Export_AfterDispose_HasNoPointOfTheRuntime()
    {
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter("HostedRuntime")
            .AddInMemoryExporter(exported, static reader => reader.TemporalityPreference = MetricReaderTemporalityPreference.Delta).Build();
        AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "gone").Dispose();
        Assert.True(provider.ForceFlush());
        Assert.DoesNotContain(exported.Where(static metric => metric.Name == "hosted_runtime.worker.limit").SelectMany(NamesOf), static name => name == "gone");
    }

    private static List<string?> NamesOf(Metric metric)
    {
        var names = new List<string?>();
        foreach (ref readonly var point in metric.GetMetricPoints())
            names.Add(point.Tags.ToDictionaryOfText()["hosted_runtime.name"]);
        return names;
    }
}
