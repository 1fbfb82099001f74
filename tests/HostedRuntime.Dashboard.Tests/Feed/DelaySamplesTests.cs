using System.Diagnostics.Metrics;
using HostedRuntime.Dashboard.Feed;

namespace HostedRuntime.Dashboard.Tests.Feed;

public sealed class DelaySamplesTests : IDisposable
{
    private readonly Meter _meter = new("HostedRuntime");
    private readonly DelaySamples _samples = new();
    private readonly Histogram<double> _queueTime;

    public DelaySamplesTests() => _queueTime = _meter.CreateHistogram<double>("hosted_runtime.task.queue_time");

    public void Dispose()
    {
        _samples.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Read_OfHundredSamples_HasMedianAndHighest()
    {
        for (var i = 0; i < 99; i++)
            Record("delays", 0.001);
        Record("delays", 1);
        Record("others", 7);

        Assert.Equal((0.001, 1d), _samples.Read("delays"));
        Assert.Equal((7d, 7d), _samples.Read("others"));
    }

    [Fact]
    public void Read_OfManySamples_ForgetsOldOnes()
    {
        for (var i = 0; i < 1000; i++)
            Record("busy", 9);
        for (var i = 0; i < 1000; i++)
            Record("busy", 0.5);

        Assert.Equal((0.5, 0.5), _samples.Read("busy"));
    }

    [Fact]
    public void Read_WithoutSample_IsNull() => Assert.Null(_samples.Read("idle"));

    private void Record(string runtime, double seconds) => _queueTime.Record(seconds, new KeyValuePair<string, object?>("hosted_runtime.name", runtime));
}
