using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Hosting;

/// <summary>
/// The life of a runtime in its host, from the workers' start to the report. The public methods are the host's phases, in
/// their order; what a failed start or a missing stop left out is made up for in <see cref="EndAsync"/>.
/// </summary>
internal sealed class RuntimeLifetime : IAsyncDisposable, IDisposable
{
    private readonly IRuntime _runtime;
    private readonly PluginSet _plugins;
    private readonly FaultWatch _faults;
    private readonly RuntimeOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();

    /// <summary>The phase of the start that runs, or the last one that ran.</summary>
    private Task _startPhase = Task.CompletedTask;
    private bool _isReady;

    /// <summary>Set by whoever ends the runtime; the others wait for it.</summary>
    private TaskCompletionSource? _end;

    private RuntimeLifetime(IRuntime runtime, PluginSet plugins, FaultWatch faults, RuntimeOptions options, ILogger logger)
    {
        _runtime = runtime;
        _plugins = plugins;
        _faults = faults;
        _options = options;
        _logger = logger;
    }

    /// <summary>Makes it, with the runtime and the plugins before it: the services dispose in reverse.</summary>
    public static RuntimeLifetime Create(IServiceProvider services)
    {
        var logger = Log.For(services);
        var options = services.GetRequiredService<IOptions<RuntimeOptions>>().Value;
        var runtime = services.GetRequiredService<IRuntime>();
        var plugins = PluginSet.Create(services, runtime, new HookRunner(runtime, options.PluginTimeout, logger), logger);
        return new RuntimeLifetime(runtime, plugins, services.GetRequiredService<FaultWatch>(), options, logger);
    }

    /// <summary>Before any hosted service starts: the workers, at once; then every plugin's Initialize.</summary>
    public Task StartingAsync(CancellationToken ct) => StartPhaseAsync(StartRuntimeAsync, ct);

    /// <summary>While hosted services start: every plugin's Setup, then the application's.</summary>
    public Task StartAsync(CancellationToken ct) => StartPhaseAsync(_plugins.SetupAsync, ct);

    /// <summary>When they have started.</summary>
    public Task StartedAsync(CancellationToken ct)
    {
        _isReady = true;
        return _plugins.PublishAsync(new RuntimeEvent.Ready(_runtime.Name), ct);
    }

    /// <summary>Before they stop. Work is still taken: they may need the runtime for it.</summary>
    public Task StoppingAsync(CancellationToken ct) => AnnounceExitAsync(ct);

    /// <summary>After they stopped: the end. Fails when a fault ended the runtime, so that the process does not exit as if all were well.</summary>
    public async Task StoppedAsync(CancellationToken ct)
    {
        await EndAsync(ct).ConfigureAwait(false);
        if (_faults.Fatal is { } fatal)
            throw fatal;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(CancellationToken.None).ConfigureAwait(false);
        _ending.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task StartRuntimeAsync(CancellationToken ct)
    {
        _runtime.Start();
        _logger.RuntimeStarted(_runtime.Name, _runtime.Flavor, _runtime.Metrics.Workers.Count);
        try
        {
            AsyncRuntime.Set(_runtime);
        }
        catch (InvalidOperationException taken)
        {
            _logger.FallbackTaken(_runtime.Name, taken.Message);
        }

        return _plugins.InitializeAsync(ct);
    }

    private async Task StartPhaseAsync(Func<CancellationToken, Task> phase, CancellationToken ct)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _ending.Token);
        try
        {
            _startPhase = phase(linked.Token);
            await _startPhase.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Without the exception, which the host logs. And ended here, not in Dispose alone: nobody has to dispose a host that
            // did not start.
            _logger.StartFailed(_runtime.Name, e.Message);
            await EndAsync(CancellationToken.None).ConfigureAwait(false);
            if (_faults.Fatal is { } fatal)
                throw fatal;
            throw;
        }
    }

    private Task AnnounceExitAsync(CancellationToken ct)
        => Interlocked.Exchange(ref _isReady, false) ? _plugins.PublishAsync(new RuntimeEvent.ExitRequested(_runtime.Name), ct) : Task.CompletedTask;

    /// <summary>
    /// Everything that has to happen and did not, once: a start under way is cancelled, the exit announced if the host was ready,
    /// plugins are stopped in reverse, the runtime ends, the plugins get its report.
    /// </summary>
    private async Task EndAsync(CancellationToken ct)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _end, mine, null) is { } others)
        {
            await others.Task.ConfigureAwait(false);
            return;
        }

        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await _startPhase.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await AnnounceExitAsync(ct).ConfigureAwait(false);
            await _plugins.StopAsync(ct).ConfigureAwait(false);
            var report = await ShutdownAsync(ct).ConfigureAwait(false);
            // After the drain, off the runtime: before it there is no report, and an event without one would be a second
            // ExitRequested.
            await _plugins.PublishAsync(new RuntimeEvent.Exited(_runtime.Name, report), ct).ConfigureAwait(false);
        }
        finally
        {
            mine.SetResult();
        }
    }

    private async Task<ShutdownReport> ShutdownAsync(CancellationToken ct)
    {
        var report = await _runtime.ShutdownAsync(_options.ShutdownTimeout, ct).ConfigureAwait(false);
        if (report.IsClean)
            _logger.RuntimeEnded(_runtime.Name, report);
        else
            _logger.RuntimeEndedWithRest(_runtime.Name, report);
        return report;
    }
}
