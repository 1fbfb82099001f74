namespace HostedRuntime.Plugins;

/// <summary>A plugin made of lambdas, which <see cref="PluginBuilder"/> adds.</summary>
internal sealed class DelegatePlugin : IRuntimePlugin
{
    public List<Func<PluginContext, CancellationToken, Task>> InitializeHooks { get; } = [];

    public List<Func<PluginContext, CancellationToken, Task>> SetupHooks { get; } = [];

    public List<Func<RuntimeEvent, CancellationToken, Task>> EventHooks { get; } = [];

    public List<Func<CancellationToken, Task>> StopHooks { get; } = [];

    public Task InitializeAsync(PluginContext context, CancellationToken ct) => EachAsync(InitializeHooks, hook => hook(context, ct));

    public Task SetupAsync(PluginContext context, CancellationToken ct) => EachAsync(SetupHooks, hook => hook(context, ct));

    public Task OnEventAsync(RuntimeEvent runtimeEvent, CancellationToken ct) => EachAsync(EventHooks, hook => hook(runtimeEvent, ct));

    public Task StopAsync(CancellationToken ct) => EachAsync(StopHooks, hook => hook(ct));

    /// <summary>
    /// Calls the hooks one after the other. The awaits capture the context, because the next hook must run on the runtime too.
    /// </summary>
    private static async Task EachAsync<THook>(List<THook> hooks, Func<THook, Task> call)
    {
        for (var i = 0; i < hooks.Count; i++)
        {
            try
            {
                await HookRunner.Check(call(hooks[i])).ConfigureAwait(true);
            }
            catch (Exception e) when (hooks.Count > 1 && e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"hook {i + 1} of {hooks.Count}: {e.Message}", e);
            }
        }
    }
}
