namespace Census.Tests;

/// <summary>The deadlock that the sample makes on purpose: what the log and a dump say of it, and that it keeps no process alive.</summary>
public sealed class HangTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Hang_UntilSignal_LogsDeadlockOnceAndEnds(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends a signal of Unix.");
        using var census = CensusProcess.Start(["--hang", "--AsyncRuntime:ShutdownTimeout=00:00:01"]);
        await census.WaitForErrorAsync("Deadlock in runtime 'default': 2 tasks wait for each other");
        await census.SignalAsync(signal);
        var run = await census.EndAsync();

        Assert.Equal((130, ""), (run.ExitCode, run.Output));
        Assert.Contains("'sell' (task ", run.Error, StringComparison.Ordinal);
        Assert.Contains("'refund' (task ", run.Error, StringComparison.Ordinal);
        Assert.Contains("    holds Mutex 'stock' (lock)", run.Error, StringComparison.Ordinal);
        Assert.Contains("    waits for Mutex 'stock' (lock)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Deadlock in runtime", run.Error, StringComparison.Ordinal);
        // The shutdown aborts both, and says where they were.
        Assert.Contains("aborted after its grace: 'sell'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hang_SignalForDump_WritesEachRuntimeToStandardError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Sends SIGUSR1.");
        using var census = CensusProcess.Start(["--hang", "--AsyncRuntime:ShutdownTimeout=00:00:01", "--Serilog:MinimumLevel:Override:HostedRuntime=Information"]);
        await census.WaitForErrorAsync("Deadlock in runtime 'default'");
        await census.SignalAsync("USR1");
        await census.WaitForErrorAsync("Runtime 'default': MultiThread, Running, ");
        await census.WaitForErrorAsync("DEADLOCK of 2 tasks");
        await census.WaitForErrorAsync("at DeadlockService.BookAsync");
        await census.WaitForErrorAsync("A dump was written to standard error; runtimes in it: 1.");
        // The process goes on, and answers again.
        await census.SignalAsync("USR1");
        await census.WaitForErrorAsync("A dump was written to standard error; runtimes in it: 1.");
        await census.InterruptAsync();
        Assert.Equal(130, (await census.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--hang", "--json")]
    [InlineData("--hang", ".")]
    public async Task CommandLine_HangWithCensus_PrintsOneMessage(params string[] arguments)
    {
        var run = await CensusProcess.RunAsync(arguments);
        Assert.Equal((2, "", $"census: --hang counts nothing: no directory and no --json go with it. Try --help.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }
}
