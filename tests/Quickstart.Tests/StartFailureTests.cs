namespace Census.Tests;

/// <summary>If the program cannot start, it prints one message without a stack and ends with the exit code from the help text.</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData("AsyncRuntime__WorkerThreads", "0", "AsyncRuntime:WorkerThreads is 0; allowed: 1 to 1024.")]
    [InlineData("AsyncRuntime__WorkerThreads", "abc", "AsyncRuntime:WorkerThreads is 'abc'; allowed: 1 to 1024.")]
    [InlineData("AsyncRuntime__WorkerThread", "2", "AsyncRuntime:WorkerThread is not an option; did you mean 'WorkerThreads'?")]
    [InlineData("Census__HashingTasks", "0", "Census:HashingTasks is 0; allowed: 1 to 1024.")]
    [InlineData("Census__HashingTask", "2", "Census:HashingTask is not an option; options: Directory, Json, HashingTasks, QueueCapacity.")]
    [InlineData("Census__HashingTasks", "abc", "Failed to convert configuration value 'abc' at 'Census:HashingTasks' to type 'System.Int32'.")]
    [InlineData(
        "AsyncRuntime__Plugins__SkipList__Names__0", "a/b",
        "Plugin 'SkipList' failed in Initialize: AsyncRuntime:Plugins:SkipList:Names:0 is 'a/b'; allowed: a name, not empty and without '/'.")]
    [InlineData("AsyncRuntime__Plugins__Report__Rows", "0", "Plugin 'Report' failed in Setup: AsyncRuntime:Plugins:Report:Rows is '0'; allowed: 1 to 10000.")]
    [InlineData("Serilog__MinimumLevel__Default", "Loud", "The value Loud is not a valid Serilog level.")]
    public async Task Start_BadConfiguration_PrintsOneMessage(string key, string value, string message)
    {
        using var tree = new Tree();

        var run = await CensusProcess.RunAsync([tree.Root], (key, value));

        Assert.Equal((1, "", $"census: {message}{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Start_MissingDirectory_PrintsOneMessage()
    {
        using var tree = new Tree();
        var missing = Path.Combine(tree.Root, "missing");

        var run = await CensusProcess.RunAsync([missing, "--json"]);

        Assert.Equal((1, "", $"census: '{missing}' does not exist.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Start_FileAsDirectory_PrintsOneMessage()
    {
        using var tree = new Tree().Add("file");
        var file = Path.Combine(tree.Root, "file");

        var run = await CensusProcess.RunAsync([file]);

        Assert.Equal((1, "", $"census: '{file}' is not a directory.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("there is no option '--jsn'.", "--jsn")]
    [InlineData("there is no option '--Logging:Level=1'.", "--Logging:Level=1")]
    [InlineData("one directory is counted, and there is a second one: 'b'.", "a", "b")]
    [InlineData("the setting '--AsyncRuntime:WorkerThreads' has no value.", "--AsyncRuntime:WorkerThreads")]
    public async Task CommandLine_Invalid_PrintsOneMessage(string message, params string[] arguments)
    {
        var run = await CensusProcess.RunAsync(arguments);

        Assert.Equal((2, "", $"census: {message} Try --help.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task CommandLine_Help_PrintsToStandardOutput()
    {
        var run = await CensusProcess.RunAsync(["--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage: Quickstart [DIRECTORY] [--json]", run.Output, StringComparison.Ordinal);
    }
}
