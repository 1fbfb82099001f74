namespace HostedRuntime.SurfaceTests.ExitCodes;

/// <summary>What the system is told of a host that ends: zero only when all was well.</summary>
public sealed class ExitCodeTests
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task Host_EndsWell_IsZero()
        => Assert.Equal((0, ""), await HostProgram.RunAsync("EndsWell", "const bool willStop = false;"));

    [Fact(Timeout = Limit)]
    public async Task Host_FaultThatStopsIt_IsNotZero()
    {
        var (code, error) = await HostProgram.RunAsync("Faults", """
            const bool willStop = true;
            builder.Configuration["AsyncRuntime:UnhandledFaults"] = "Stop";
            runtime.AddSetup((context, ct) =>
            {
                context.Runtime.Spawn(() => SynchronizationContext.Current!.Post(_ => throw new FormatException("no census"), null), new SpawnOptions { Name = "census" }).Detach();
                return Task.CompletedTask;
            });
            """);
        Assert.NotEqual(0, code);
        Assert.Contains("Runtime 'default' was stopped by a fault that nobody awaits, of 'census', spawned at ", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Host_PluginFails_IsNotZero()
    {
        var (code, error) = await HostProgram.RunAsync("PluginFails", """
            const bool willStop = false;
            runtime.AddPlugin("census", plugin => plugin.Initialize((_, _) => throw new FormatException("no census")));
            """);
        Assert.NotEqual(0, code);
        Assert.Contains("Plugin 'census' failed in Initialize: no census", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Host_OptionsWrong_IsNotZero()
    {
        var (code, error) = await HostProgram.RunAsync("OptionsWrong", """
            const bool willStop = false;
            builder.Configuration["AsyncRuntime:ShutdownTimeout"] = "soon";
            """);
        Assert.NotEqual(0, code);
        Assert.Contains("AsyncRuntime:ShutdownTimeout is 'soon'; allowed: 00:00:00 to 1.00:00:00.", error, StringComparison.Ordinal);
    }
}
