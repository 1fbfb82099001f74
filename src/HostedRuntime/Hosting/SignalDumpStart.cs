using HostedRuntime.Diagnostics;
using HostedRuntime.Registration;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>Registers the dump at a signal for a host, and reports to the log what became of it.</summary>
internal static class SignalDumpStart
{
    /// <summary>Registers the dump. A system that cannot do it is no reason to refuse the start of a host.</summary>
    /// <returns>The registration; null if there is none.</returns>
    public static SignalDump? Register(DumpRegistration dump, ILogger logger)
    {
        if (!SignalDump.IsSupported)
        {
            logger.DumpUnsupported();
            return null;
        }

        try
        {
            var registered = SignalDump.Register(dump.Options, result => Report(logger, result));
            logger.DumpOnSignal(Environment.ProcessId, Target(dump.Options.FilePattern));
            return registered;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            logger.DumpRefused(e);
            return null;
        }
    }

    public static void Report(ILogger logger, SignalDumpResult result)
    {
        if (result.Error is { } error)
            logger.DumpFailed(Target(result.File), error);
        else
            logger.DumpWritten(Target(result.File), result.Runtimes);
    }

    private static string Target(string? file) => file ?? "standard error";
}
