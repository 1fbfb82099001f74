using HostedRuntime.Diagnostics;

namespace HostedRuntime.Registration;

/// <summary>Where a signal writes a dump of all runtimes of the process.</summary>
internal sealed record DumpRegistration(SignalDumpOptions Options);
