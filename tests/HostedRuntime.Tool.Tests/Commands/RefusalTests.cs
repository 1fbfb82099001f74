using System.Globalization;
using HostedRuntime.Tool.Tests.Processes;

namespace HostedRuntime.Tool.Tests.Commands;

/// <summary>A process that gives no snapshot is reported by one line on standard error and exit code 1.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("dump")]
    [InlineData("top")]
    [InlineData("watch")]
    public async Task Command_WhenProcessHasNoRuntime_Fails(string command)
    {
        await using var target = await TargetRun.StartAsync(["no-runtime"]);
        var run = await ToolProcess.RunAsync(command, Text(target.Id));
        run.AssertFailedWith($"Process {target.Id} has no runtime of HostedRuntime. If it should have one: it may not have started, or the application is built without event sources (EventSourceSupport).");
    }

    [Theory]
    [InlineData("dump")]
    [InlineData("top")]
    [InlineData("watch")]
    public async Task Command_WhenProcessHasEnded_Fails(string command)
    {
        await using var target = await TargetRun.StartAsync(["no-runtime"]);
        var id = target.Id;
        await target.KillAsync();
        var run = await ToolProcess.RunAsync(command, Text(id));
        run.AssertFailedWith($"There is no process {id}. 'hostedruntime ps' lists the processes that have a runtime.");
    }

    [Fact]
    public async Task Command_WhenDiagnosticsAreOff_Fails()
    {
        await using var target = await TargetRun.StartAsync(["host"], ("DOTNET_EnableDiagnostics", "0"));
        var run = await ToolProcess.RunAsync("dump", Text(target.Id));
        run.AssertFailedWith($"Process {target.Id} offers no diagnostics: it is no .NET process, has DOTNET_EnableDiagnostics=0, or has another TMPDIR. Use the TMPDIR of the process.");
    }

    [Fact]
    public async Task Command_WhenProcessEndsMeanwhile_Fails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a socket of Unix.");
        await using var target = await TargetRun.StartAsync(["no-runtime"], ("DOTNET_EnableDiagnostics", "0"));
        using var socket = new SilentSocket(target.Id);
        using var tool = ToolProcess.StartIn(socket.Folder, "dump", Text(target.Id));
        using (await socket.AcceptAsync())
            await target.KillAsync();
        (await tool.EndAsync()).AssertFailedWith($"Process {target.Id} ended before it answered.");
    }

    [Fact]
    public async Task Command_WhenProcessDoesNotAnswer_FailsAfterTimeout()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a socket of Unix.");
        await using var target = await TargetRun.StartAsync(["no-runtime"], ("DOTNET_EnableDiagnostics", "0"));
        using var socket = new SilentSocket(target.Id);
        using var tool = ToolProcess.StartIn(socket.Folder, "dump", Text(target.Id), "--timeout", "0.5");
        using var connection = await socket.AcceptAsync();
        (await tool.EndAsync()).AssertFailedWith($"Process {target.Id} did not answer within 0.5 s. If it is not paused, allow more time by --timeout.");
    }

    [Fact]
    public async Task Command_WhenProcessIsOfOtherUser_Fails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "Only root can run the tool as another user.");
        await using var target = await TargetRun.StartAsync(["host"]);
        var run = await ToolProcess.RunAsNobodyAsync("dump", Text(target.Id));
        run.AssertFailedWith($"Process {target.Id} belongs to another user. Run hostedruntime as that user, or as an administrator.");
    }

    [Theory]
    [InlineData("--max-tasks must be 0 to 10000000.", "dump", "1", "--max-tasks", "-1")]
    [InlineData("--timeout must be more than 0 and at most 3600 seconds.", "ps", "--timeout", "0")]
    [InlineData("--rows must be 1 to 1000.", "top", "1", "--rows", "0")]
    [InlineData("--refreshes must be at least 1.", "top", "1", "--refreshes", "0")]
    [InlineData("PID must be the id of a process.", "watch", "0")]
    public async Task Command_WhenOptionIsOutOfRange_Fails(string line, params string[] arguments)
        => (await ToolProcess.RunAsync(arguments)).AssertFailedWith(line);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
