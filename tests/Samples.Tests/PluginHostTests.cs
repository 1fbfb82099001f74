namespace Samples.Tests;

public sealed class PluginHostTests
{
    [Fact]
    public async Task Run_ThreePlugins_StartAnswerAndUnload()
    {
        var run = await SampleRun.OfAsync("PluginHost", SampleRun.Quiet);

        Assert.Equal("", run.Error);
        Assert.Equal(
            [
                "started: Store, Feed, Search",
                """find: ["Simplicity is prerequisite for reliability. (fifth)"]""",
                "find: NotFound: There is no command 'plugin:search|fnd'; did you mean 'plugin:search|find'?",
                "add: InvalidArguments: Command 'plugin:store|add' was given what is no Quote: JSON deserialization for type 'PluginHost.Plugins.Quote' was missing required properties including: 'text'.",
                "feed: stopped",
                "unloaded: Feed, tasks left: 0; there are: Store, Search",
                "search: stopped",
                "store: stopped with 5 quotes",
            ],
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("--AsyncRuntime:Plugins:Store:Capacity=0", "DataAnnotation validation failed for 'StoreOptions' members: 'Capacity' with the error: 'The field Capacity must be between 1 and 1000.'.")]
    [InlineData("--AsyncRuntime:Plugins:Store:Capacty=5", "AsyncRuntime:Plugins:Store:Capacty is not an option; did you mean 'Capacity'?")]
    public async Task Run_InvalidOptions_DoesNotStart(string setting, string message)
    {
        var run = await SampleRun.OfAsync("PluginHost", SampleRun.Quiet, setting);

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("store: stopped", run.Output);
    }

    [Fact]
    public async Task Interrupt_WhileFeedRuns_StopsInReverseWithoutError()
    {
        // The store is never full, so the session never stops the host by itself.
        var run = await SampleRun.InterruptedAsync("PluginHost", "Application started.", "--AsyncRuntime:Plugins:Store:Capacity=1000", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain(run.Output, line => line.StartsWith("fail:", StringComparison.Ordinal));
        Assert.Equal(["search: stopped", "feed: stopped", "store: stopped"], run.Output.Where(line => line.Contains(": stopped", StringComparison.Ordinal)).Select(line => line.Split(" with ")[0]));
    }
}
