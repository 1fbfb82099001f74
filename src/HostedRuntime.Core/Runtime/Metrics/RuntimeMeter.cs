using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>
/// A meter named "HostedRuntime" with its instruments, and the runtimes that report to it. Runtimes of one meter factory share a meter, and
/// so do all runtimes without a factory. Thread-safe.
/// </summary>
/// <remarks>
/// It refers to runtimes weakly, because a meter may live as long as the process. A runtime that runs is kept alive by its threads. Once a
/// runtime has ended it is not read any more.
/// </remarks>
internal sealed class RuntimeMeter
{
    public const string MeterName = "HostedRuntime";

    private static readonly ConditionalWeakTable<Meter, RuntimeMeter> s_ofFactories = [];
    private static readonly Lock s_gate = new();
    private static RuntimeMeter? s_shared;

    private readonly Lock _gate = new();
    private readonly List<WeakReference<RuntimeEngine>> _runtimes = [];

    private RuntimeMeter(Meter meter)
    {
        Instruments = new MeterInstruments(meter);
        RuntimeObservables.AddTo(meter, this);
    }

    public MeterInstruments Instruments { get; }

    /// <summary>The runtimes that were created and have not ended.</summary>
    public List<RuntimeEngine> Runtimes
    {
        get
        {
            var runtimes = new List<RuntimeEngine>();
            using (_gate.Hold())
            {
                foreach (var entry in _runtimes)
                {
                    if (entry.TryGetTarget(out var runtime))
                        runtimes.Add(runtime);
                }
            }

            return runtimes;
        }
    }

    /// <summary>Returns the meter of a factory; for null the meter of all runtimes without one.</summary>
    public static RuntimeMeter Of(IMeterFactory? factory)
    {
        using (s_gate.Hold())
        {
            if (factory is null)
                return s_shared ??= new RuntimeMeter(new Meter(Options()));
            // A factory returns the same meter for the same options, and the meter can have each instrument once.
            var meter = factory.Create(Options());
            if (!s_ofFactories.TryGetValue(meter, out var known))
                s_ofFactories.Add(meter, known = new RuntimeMeter(meter));
            return known;
        }
    }

    public void Add(RuntimeEngine runtime)
    {
        using (_gate.Hold())
        {
            _runtimes.RemoveAll(static entry => !entry.TryGetTarget(out _));
            _runtimes.Add(new WeakReference<RuntimeEngine>(runtime));
        }
    }

    /// <summary>Called when a runtime has ended.</summary>
    public void Remove(RuntimeEngine runtime)
    {
        using (_gate.Hold())
            _runtimes.RemoveAll(entry => !entry.TryGetTarget(out var other) || ReferenceEquals(other, runtime));
    }

    private static MeterOptions Options() => new(MeterName) { Version = typeof(RuntimeMeter).Assembly.GetName().Version?.ToString(3) };
}
