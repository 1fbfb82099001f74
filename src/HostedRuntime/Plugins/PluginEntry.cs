using HostedRuntime.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Hosting;

namespace HostedRuntime.Plugins;

/// <summary>A plugin that was made: its hooks by phase, and what has to be ended with it.</summary>
internal sealed class PluginEntry(PluginRegistration registration, int place, IRuntimePlugin plugin, PluginContext context, HookRunner hooks, RuntimeBranch? branch)
{
    /// <summary>
    /// Set before its branch is ended. A handler that the branch refuses runs off the runtime, and sees it: the refusal and the end are under
    /// one lock.
    /// </summary>
    private bool _hasLeft;

    public string Name => context.Name;

    /// <summary>In the order of all plugins.</summary>
    public int Place => place;

    public PluginRegistration Registration => registration;

    /// <summary>Whether it came from a file.</summary>
    [MemberNotNullWhen(true, nameof(Branch))]
    public bool IsLoaded => branch is not null;

    /// <summary>What it spawned on the handle that it was given; null for one of the application's own.</summary>
    public RuntimeBranch? Branch => branch;

    public Task InitializeAsync(CancellationToken ct) => hooks.RunAsync(TaskName(nameof(PluginPhase.Initialize)), own => plugin.InitializeAsync(context, own), ct);

    public Task SetupAsync(CancellationToken ct) => hooks.RunAsync(TaskName(nameof(PluginPhase.Setup)), own => plugin.SetupAsync(context, own), ct);

    public Task HandleAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
        => hooks.RunAnywhereAsync(TaskName(runtimeEvent.GetType().Name), own => _hasLeft ? Task.CompletedTask : plugin.OnEventAsync(runtimeEvent, own), ct);

    public Task StopAsync(CancellationToken ct) => hooks.RunAnywhereAsync(TaskName(nameof(PluginPhase.Stop)), plugin.StopAsync, ct);

    /// <summary>Ends what the services do not end: they neither made it nor know it. Only for one from a file.</summary>
    public async Task<IReadOnlyList<TaskInfo>> LeaveAsync(TimeSpan timeout, CancellationToken ct)
    {
        _hasLeft = true;
        IReadOnlyList<TaskInfo> left = [];
        try
        {
            left = await Branch!.EndAsync(timeout, ct).ConfigureAwait(false);
            if (plugin is IAsyncDisposable or IDisposable)
                await hooks.RunAnywhereAsync(TaskName("Dispose"), _ => DisposeAsync(), ct).ConfigureAwait(false);
        }
        finally
        {
            registration.LoadedInto!.Unload();
        }

        return left;
    }

    private async Task DisposeAsync()
    {
        if (plugin is IAsyncDisposable asynchronously)
            await asynchronously.DisposeAsync().ConfigureAwait(true);
        else
            ((IDisposable)plugin).Dispose();
    }

    private string TaskName(string hook) => $"plugin:{context.Name}:{hook}";
}
