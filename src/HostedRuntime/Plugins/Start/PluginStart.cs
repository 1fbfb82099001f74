using System.Runtime.ExceptionServices;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Plugins;

/// <summary>
/// The start of a runtime's plugins: one after the other, or layer by layer with those of a layer concurrently. Then the application's
/// setup hooks run, always one after the other. The report says which hook ran when.
/// </summary>
internal sealed class PluginStart(
    string runtime, IReadOnlyList<IReadOnlyList<PluginRuntimeState>> layers, IReadOnlyList<Func<CancellationToken, Task>> setup, bool isConcurrent, StartupHistogram durations, ILogger logger)
{
    /// <summary>
    /// The plugins of one step start together. Emptied at the end of the start, because it would keep an unloaded plugin in memory.
    /// </summary>
    private IReadOnlyList<IReadOnlyList<PluginRuntimeState>> _steps = isConcurrent || layers.Count == 0 ? layers : OneByOne(layers);

    private StartupRecord? _record;
    private bool _hasEnded;

    public bool HasPlugins { get; } = layers.Count > 0;

    /// <summary>The report of the start, or null until the start has ended.</summary>
    public StartupReport? Report => _hasEnded ? _record!.Report() : null;

    public Task InitializeAsync(Action<PluginRuntimeState> initialized, CancellationToken ct)
    {
        _record = new StartupRecord(runtime, durations);
        return HasPlugins ? InitializeStepsAsync(initialized, ct) : Task.CompletedTask;
    }

    public Task SetupAsync(CancellationToken ct)
    {
        if (HasPlugins || setup.Count > 0)
            return SetupStepsAsync(ct);
        End();
        return Task.CompletedTask;
    }

    private static IReadOnlyList<IReadOnlyList<PluginRuntimeState>> OneByOne(IReadOnlyList<IReadOnlyList<PluginRuntimeState>> layers)
        => [.. layers.SelectMany(static layer => layer).OrderBy(static plugin => plugin.Place).Select(static plugin => (PluginRuntimeState[])[plugin])];

    /// <summary>
    /// Logs the report if the start has not ended, because it then failed and the hooks that ran say why. Called when the plugins are
    /// stopped.
    /// </summary>
    public void LogIfFailed()
    {
        if (_hasEnded || _record is null)
            return;
        End();
        logger.PluginsNotStarted(runtime, Report!);
    }

    private async Task InitializeStepsAsync(Action<PluginRuntimeState> initialized, CancellationToken ct)
    {
        foreach (var step in _steps)
        {
            await RunAsync(step, PluginPhase.Initialize, async (plugin, own) =>
            {
                await plugin.InitializeAsync(own).ConfigureAwait(false);
                initialized(plugin);
            }, ct).ConfigureAwait(false);
        }
    }

    private async Task SetupStepsAsync(CancellationToken ct)
    {
        foreach (var step in _steps)
            await RunAsync(step, PluginPhase.Setup, static (plugin, own) => plugin.SetupAsync(own), ct).ConfigureAwait(false);
        foreach (var hook in setup)
            await RunAsync(PluginName.Setup, [], PluginPhase.Setup, hook, ct).ConfigureAwait(false);
        End();
        if (Report!.Steps.Count > 0)
            logger.PluginsStarted(runtime, Report);
    }

    private void End()
    {
        _steps = [];
        _record!.End();
        _hasEnded = true;
    }

    /// <summary>
    /// Runs a hook of all plugins of a step concurrently. The first failure cancels the other hooks, and all real failures are thrown.
    /// </summary>
    private async Task RunAsync(IReadOnlyList<PluginRuntimeState> step, PluginPhase phase, Func<PluginRuntimeState, CancellationToken, Task> hook, CancellationToken ct)
    {
        if (step is [var only])
        {
            await RunAsync(only.Name, DependenciesOf(only), phase, own => hook(only, own), ct).ConfigureAwait(false);
            return;
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ends = await Task.WhenAll(step.Select(FailureOfAsync)).ConfigureAwait(false);
        var failed = ends.OfType<PluginInitializationException>().ToList();
        if (failed.Count > 1)
            throw new PluginInitializationException(phase, failed);
        if ((failed.FirstOrDefault() ?? ends.FirstOrDefault(static end => end is not null)) is { } first)
            ExceptionDispatchInfo.Throw(first);

        async Task<Exception?> FailureOfAsync(PluginRuntimeState plugin)
        {
            try
            {
                await RunAsync(plugin.Name, DependenciesOf(plugin), phase, own => hook(plugin, own), cancel.Token).ConfigureAwait(false);
                return null;
            }
            catch (Exception e)
            {
                await cancel.CancelAsync().ConfigureAwait(false);
                return e;
            }
        }
    }

    private IReadOnlyList<string> DependenciesOf(PluginRuntimeState plugin)
        => [.. _steps.SelectMany(static step => step)
            .Where(other => other != plugin && plugin.Registration.Dependencies.Any(dependency => dependency.IsMetBy(other.Registration)))
            .Select(static other => other.Name)];

    private async Task RunAsync(string plugin, IReadOnlyList<string> dependsOn, PluginPhase phase, Func<CancellationToken, Task> hook, CancellationToken ct)
    {
        try
        {
            ct.ThrowIfCancellationRequested();
            await _record!.NoteAsync(plugin, dependsOn, phase, () => hook(ct)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            throw new PluginInitializationException(plugin, phase, e);
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"The start of runtime '{runtime}' was cancelled at {phase} of plugin '{plugin}'.", e, ct);
        }
    }
}
