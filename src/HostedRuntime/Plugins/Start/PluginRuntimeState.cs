using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Plugins;

/// <summary>A plugin instance: its hooks by phase, and its child runtime and load context, which end with it.</summary>
internal sealed class PluginRuntimeState(PluginRegistration registration, int place, IRuntimePlugin plugin, PluginContext context, HookRunner hooks, BranchServices? own)
{
    /// <summary>
    /// Set before the plugin's child runtime is ended. A handler that the child runtime refuses runs on the ThreadPool and sees this flag,
    /// because the child runtime refuses and ends under one lock.
    /// </summary>
    private bool _hasLeft;

    /// <summary>Set by the caller that stops the plugin; completed when the stop has ended.</summary>
    private TaskCompletionSource? _stop;

    public string Name => context.Name;

    /// <summary>The plugin's index in the order of the runtime's plugins.</summary>
    public int Place => place;

    public PluginRegistration Registration => registration;

    /// <summary>True if the plugin came from a file.</summary>
    [MemberNotNullWhen(true, nameof(Branch))]
    public bool IsLoaded => own is not null;

    /// <summary>
    /// The child runtime of a plugin from a file, which knows the tasks that the plugin spawned. Null for a plugin of the application.
    /// </summary>
    public ChildRuntime? Branch => own?.Branch;

    /// <summary>The services of the plugin's types that the host's container keeps. Empty for a plugin of the application.</summary>
    public IReadOnlyList<string> Kept => own?.Kept ?? [];

    public Task InitializeAsync(CancellationToken ct) => hooks.RunAsync(TaskName(nameof(PluginPhase.Initialize)), token => plugin.InitializeAsync(context, token), ct);

    public Task SetupAsync(CancellationToken ct) => hooks.RunAsync(TaskName(nameof(PluginPhase.Setup)), token => plugin.SetupAsync(context, token), ct);

    public Task HandleAsync(RuntimeEvent runtimeEvent, CancellationToken ct)
        => hooks.RunAnywhereAsync(TaskName(runtimeEvent.GetType().Name), token => _hasLeft ? Task.CompletedTask : plugin.OnEventAsync(runtimeEvent, token), ct);

    /// <summary>
    /// Stops the plugin once. A second call waits for the first one, for example if the host stops while the plugin is unloaded. Only the
    /// first caller gets the stop's exception.
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

    /// <summary>
    /// Ends the child runtime, disposes the plugin and unloads its load context. Only for a plugin from a file, because the services did
    /// not make that plugin and so do not dispose it.
    /// </summary>
    /// <returns>The plugin's tasks that ignored the abort.</returns>
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
