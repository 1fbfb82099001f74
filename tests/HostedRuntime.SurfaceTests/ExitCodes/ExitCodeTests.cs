namespace HostedRuntime.SurfaceTests.ExitCodes;

/// <summary>The exit code of a host is zero only if nothing failed.</summary>
public sealed class ExitCodeTests
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task Host_StopsNormally_ReturnsZero()
        => Assert.Equal((0, ""), await HostProgram.RunAsync("EndsWell", "const bool willStop = false;"));

    [Fact(Timeout = Limit)]
    public async Task Host_FaultStopsIt_ReturnsNonZero()
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
    public async Task Host_PluginThrows_ReturnsNonZero()
    {
        var (code, error) = await HostProgram.RunAsync("PluginFails", """
            const bool willStop = false;
            runtime.AddPlugin("census", plugin => plugin.Initialize((_, _) => throw new FormatException("no census")));
            """);
        Assert.NotEqual(0, code);
        Assert.Contains("Plugin 'census' failed in Initialize: no census", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Host_OptionsInvalid_ReturnsNonZero()
    {
        var (code, error) = await HostProgram.RunAsync("OptionsWrong", """
            const bool willStop = false;
            builder.Configuration["AsyncRuntime:ShutdownTimeout"] = "soon";
            """);
        Assert.NotEqual(0, code);
        Assert.Contains("AsyncRuntime:ShutdownTimeout is 'soon'; allowed: 00:00:00 to 1.00:00:00.", error, StringComparison.Ordinal);
    }
}
