using HostedRuntime.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Hosting;

namespace HostedRuntime.Plugins;

/// <summary>A plugin that was made: its hooks by phase, and what has to be ended with it.</summary>
internal sealed class PluginEntry(PluginRegistration registration, int place, IRuntimePlugin plugin, PluginContext context, HookRunner hooks, BranchServices? own)
{
    /// <summary>
    /// Set before its branch is ended. A handler that the branch refuses runs off the runtime, and sees it: the refusal and the end are under
    /// one lock.
    /// </summary>
    private bool _hasLeft;

    /// <summary>Set by the caller that stops the plugin; completed when that has ended.</summary>
    private TaskCompletionSource? _stop;

    public string Name => context.Name;

    /// <summary>In the order of all plugins.</summary>
    public int Place => place;

    public PluginRegistration Registration => registration;

    /// <summary>Whether it came from a file.</summary>
    [MemberNotNullWhen(true, nameof(Branch))]
    public bool IsLoaded => own is not null;

    /// <summary>What it spawned on the handle that it was given; null for one of the application's own.</summary>
    public RuntimeBranch? Branch => own?.Branch;

    /// <summary>The services of its types that the host's container keeps; empty for one of the application's own.</summary>
    public IReadOnlyList<string> Kept => own?.Kept ?? [];

    public Task InitializeAsync(CancellationToken ct) => hooks.RunAsync(TaskName(nameof(PluginPhase.Initialize)), token => plugin.InitializeAsync(context, token), ct);

    public Task SetupAsync(CancellationToken ct) => hooks.RunAsync(TaskName(nameof(PluginPhase.Setup)), token => plugin.SetupAsync(context, token), ct);

    public Task HandleAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
        => hooks.RunAnywhereAsync(TaskName(runtimeEvent.GetType().Name), token => _hasLeft ? Task.CompletedTask : plugin.OnEventAsync(runtimeEvent, token), ct);

    /// <summary>
    /// Stops the plugin, once. A second call, as of a host that stops while the plugin is unloaded, waits for the first one; how that ended
    /// is told to the first caller alone.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _stop, mine, null) is { } first)
        {
            await first.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        try
        {
            await hooks.RunAnywhereAsync(TaskName(nameof(PluginPhase.Stop)), plugin.StopAsync, ct).ConfigureAwait(false);
        }
        finally
        {
            mine.SetResult();
        }
    }

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
