using System.Diagnostics.Metrics;

namespace HostedRuntime.Diagnostics;

/// <summary>The meter of the runtimes of a host, for the instruments of which the engine knows nothing.</summary>
internal static class HostMeter
{
    private const string Name = "HostedRuntime";

    /// <summary>Returns the meter. The factory makes it once for a container.</summary>
    public static Meter Of(IMeterFactory factory) => factory.Create(new MeterOptions(Name) { Version = typeof(IRuntime).Assembly.GetName().Version?.ToString(3) });
}
