using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

/// <summary>The signal itself is sent to a process of its own, by the tests of the sample Quickstart.</summary>
public sealed class DumpOnSignalTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Start_WithDump_LogsHowToAskForIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGUSR1.");
        var application = new TestApplication();
        application.Runtime.DumpOnSignal();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal($"The signal SIGUSR1 to process {Environment.ProcessId} writes a dump of all runtimes to standard error.", application.Logs.Single(23).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Start_WithoutDump_RegistersNothing()
    {
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.DoesNotContain(application.Logs.Own, static entry => entry.Id is >= 21 and <= 25);
    }

    [Fact]
    public void DumpOnSignal_BadPattern_ThrowsAtOnce()
    {
        var application = new TestApplication();
        var refused = Assert.Throws<ArgumentException>(() => application.Runtime.DumpOnSignal("dump-{0}.txt"));
        Assert.Contains("'dump-{0}.txt' of a dump has '{' outside of a placeholder that exists", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DumpOnSignal_TwoTargets_Throws()
    {
        var application = new TestApplication();
        application.Runtime.DumpOnSignal().DumpOnSignal();
        var refused = Assert.Throws<InvalidOperationException>(() => application.AddRuntime("cpu").DumpOnSignal("dump.txt"));
        Assert.Equal("A host writes its dump to one target, and DumpOnSignal was called with two: standard error and 'dump.txt'. Call it once.", refused.Message);
    }

    [Fact]
    public void Report_OfDump_LogsTargetOrError()
    {
        using var logs = new LogRecorder();
        var logger = logs.CreateLogger(Log.Category);
        SignalDumpStart.Report(logger, new SignalDumpResult(null, 2, null));
        SignalDumpStart.Report(logger, new SignalDumpResult("/full/dump.txt", 2, new IOException("full")));
        Assert.Equal((LogLevel.Information, "A dump was written to standard error; runtimes in it: 2."), (logs.Single(21).Level, logs.Single(21).Message));
        Assert.Equal((LogLevel.Error, "The dump that a signal asked for could not be written to /full/dump.txt."), (logs.Single(22).Level, logs.Single(22).Message));
    }
}
