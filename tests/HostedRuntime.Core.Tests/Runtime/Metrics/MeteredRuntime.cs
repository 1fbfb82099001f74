using System.Diagnostics.Metrics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Runtime.Metrics;

/// <summary>A runtime with a meter factory of its own, and a reader of its meter. Other tests do not show up in it.</summary>
internal sealed class MeteredRuntime : IMeterFactory
{
    private readonly Meter _meter;

    public MeteredRuntime(RuntimeOptions? options = null, RuntimeHooks? hooks = null, string name = "metered", Func<string, bool>? isWanted = null)
    {
        _meter = new Meter("HostedRuntime", version: null, tags: null, scope: this);
        Reader = new MeterReader(meter => ReferenceEquals(meter.Scope, this), isWanted);
        Runtime = AsyncRuntime.Create(options ?? new RuntimeOptions { WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan }, hooks: hooks, name: name, meterFactory: this);
    }

    public MeterReader Reader { get; }

    public IRuntime Runtime { get; }

    public Meter Create(MeterOptions options) => options.Name == _meter.Name ? _meter : throw new ArgumentException(options.Name);

    /// <summary>Runs the body on the runtime, and returns its result when it has ended.</summary>
    public T OnWorker<T>(Func<T> body) => Runtime.BlockOn(async () => await Runtime.Spawn(body));

    public void Dispose()
    {
        Runtime.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        Reader.Dispose();
        _meter.Dispose();
    }
}
