namespace HostedRuntime;

/// <summary>
/// The names under which runtimes report. They are part of the interface of HostedRuntime.Core, so this package needs no reference to it.
/// </summary>
internal static class AsyncRuntimeInstrumentation
{
    public const string MeterName = "HostedRuntime";
    public const string SourceName = "HostedRuntime";
}
