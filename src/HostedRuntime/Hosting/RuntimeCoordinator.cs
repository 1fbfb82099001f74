using HostedRuntime.Cluster;
using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>
/// Takes all runtimes of a host through its phases, from the start of the workers to the shutdown report. The public methods are the host's
/// phases, in order.
/// </summary>
/// <remarks>
/// <see cref="EndAsync"/> runs the phases that a failed start or a missing stop has left out. <see cref="RuntimeLifetime"/> has the phases
/// of one runtime.
/// </remarks>
internal sealed class RuntimeCoordinator : IAsyncDisposable, IDisposable
{
    /// <summary>The runtimes, in the order in which they were added.</summary>
    private readonly RuntimeLifetime[] _runtimes;
    private readonly IHostApplicationLifetime? _application;
    private readonly ILogger _logger;
    private readonly DumpRegistration? _dump;
    private readonly NodeEnd _nodeEnd;
    private readonly CancellationTokenSource _ending = new();

    /// <summary>The registration of the dump at a signal; null if there is none. Set before the workers start.</summary>
    private SignalDump? _signal;

    private Task _start = Task.CompletedTask;
    private bool _isReady;

    /// <summary>Completes when the runtimes have ended. Set by the caller that ends them; other callers wait for it. Null before.</summary>
    private TaskCompletionSource? _end;

    private RuntimeCoordinator(RuntimeLifetime[] runtimes, DumpRegistration? dump, NodeEnd nodeEnd, IHostApplicationLifetime? application, ILogger logger)
    {
        _runtimes = runtimes;
        _dump = dump;
        _nodeEnd = nodeEnd;
        _application = application;
        _logger = logger;
    }

    /// <summary>
    /// Creates a coordinator. Creates the runtimes and the plugins before it, because the services are disposed in reverse order.
    /// </summary>
    public static RuntimeCoordinator Create(IServiceProvider services, RuntimeRegistry registry)
    {
        var names = registry.Names;
        var overtime = new Overtime(TimeProvider.System);
        var runtimes = new RuntimeLifetime[names.Count];
        for (var i = 0; i < runtimes.Length; i++)
            runtimes[i] = RuntimeLifetime.Create(services, registry.AdditionsTo(names[i]), overtime);
        return new RuntimeCoordinator(runtimes, registry.Dump, services.GetRequiredService<NodeEnd>(), services.GetService<IHostApplicationLifetime>(), Log.For(services));
    }

    /// <summary>
    /// Starts the workers of all runtimes, then runs every plugin's Initialize, and then every plugin's Setup and the application's setup
    /// hooks. Called before any other service starts.
    /// </summary>
    public Task StartingAsync(CancellationToken ct)
    {
        var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _ending.Token);
        try
        {
            _start = InitializeAndSetUp(linked.Token);
        }
        catch (Exception e)
        {
            _start = Task.FromException(e);
        }

        if (!_start.IsCompletedSuccessfully)
            return EndOfStartAsync(linked);
        linked.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Announces to the plugins that the host is ready. Called when the other services have started.</summary>
    public Task StartedAsync(CancellationToken ct)
    {
        _isReady = true;
        return InTurn(_runtimes, static (runtime, ct) => runtime.AnnounceReadyAsync(ct), ct);
    }

    /// <summary>
    /// Announces the exit to the plugins. Called before the other services stop. The runtimes still take work, because the services may
    /// need it.
    /// </summary>
    public Task StoppingAsync(CancellationToken ct) => AnnounceExitAsync(ct);

    /// <summary>
    /// Ends the runtimes. Called when the other services have stopped. Throws if a fault has ended a runtime, so that the process does not
    /// exit as if all were well.
    /// </summary>
    public async Task StoppedAsync(CancellationToken ct)
    {
        await EndAsync(ct).ConfigureAwait(false);
        ThrowIfFatal();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(CancellationToken.None).ConfigureAwait(false);
        _ending.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Runs the phases of a start. Not an async method, for the reason given at <see cref="InTurn"/>.</summary>
    private Task InitializeAndSetUp(CancellationToken ct)
    {
        if (_dump is not null)
            _signal = SignalDumpStart.Register(_dump, _logger);
        // Starts all runtimes before the first plugin, which may use any of them.
        foreach (var runtime in _runtimes)
            runtime.Start();
        var initialize = InTurn(_runtimes, static (runtime, ct) => runtime.InitializeAsync(ct), ct);
        return initialize.IsCompletedSuccessfully ? SetUp(ct) : SetUpAfterAsync(initialize, ct);
    }

    private async Task SetUpAfterAsync(Task initialize, CancellationToken ct)
    {
        await initialize.ConfigureAwait(false);
        await SetUp(ct).ConfigureAwait(false);
    }

    private Task SetUp(CancellationToken ct) => InTurn(_runtimes, static (runtime, ct) => runtime.SetupAsync(ct), ct);

    /// <summary>Runs a step for each runtime, one after the other.</summary>
    /// <remarks>
    /// Runs no async method as long as each step completes at once. An async method costs a start some compilation, even in an application
    /// that was compiled ahead of time, and a host without plugins has nothing to wait for.
    /// </remarks>
    private static Task InTurn(ReadOnlySpan<RuntimeLifetime> runtimes, Func<RuntimeLifetime, CancellationToken, Task> step, CancellationToken ct)
    {
        for (var i = 0; i < runtimes.Length; i++)
        {
            var first = step(runtimes[i], ct);
            if (!first.IsCompletedSuccessfully)
                return AfterAsync(first, runtimes[(i + 1)..].ToArray(), step, ct);
        }

        return Task.CompletedTask;
    }

    private static async Task AfterAsync(Task first, RuntimeLifetime[] rest, Func<RuntimeLifetime, CancellationToken, Task> step, CancellationToken ct)
    {
        await first.ConfigureAwait(false);
        foreach (var runtime in rest)
            await step(runtime, ct).ConfigureAwait(false);
    }

    private async Task EndOfStartAsync(CancellationTokenSource limit)
    {
        using var linked = limit;
        try
        {
            await _start.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (linked.IsCancellationRequested)
        {
            var canceled = new OperationCanceledException($"{e.Message} {WhyCanceled()}", e, linked.Token);
            await EndAfterFailureAsync(canceled).ConfigureAwait(false);
            throw canceled;
        }
        catch (Exception e)
        {
            await EndAfterFailureAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns why the start was cancelled, as a sentence. Called before <see cref="EndAsync"/>, which cancels too.</summary>
    private string WhyCanceled()
    {
        if (_application is { ApplicationStopping.IsCancellationRequested: true })
            return "The application was asked to stop, by IHostApplicationLifetime.StopApplication, IHost.StopAsync or a signal.";
        return _ending.IsCancellationRequested
            ? "The host was disposed while it started."
            : "The token of IHost.StartAsync fired, or HostOptions.StartupTimeout was over.";
    }

    private async Task EndAfterFailureAsync(Exception e)
    {
        // Logs only the message, because the host logs the exception. Ends the runtimes here and not only in Dispose, because no caller has
        // to dispose a host that did not start.
        _logger.StartFailed(string.Join(", ", _runtimes.Select(static runtime => runtime.Name)), e.Message);
        await EndAsync(CancellationToken.None).ConfigureAwait(false);
        ThrowIfFatal();
    }

    private async Task AnnounceExitAsync(CancellationToken ct)
    {
        if (!Interlocked.Exchange(ref _isReady, false))
            return;
        await InTurn(_runtimes, static (runtime, ct) => runtime.AnnounceExitAsync(ct), ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs, once, all phases of the end that have not run. Cancels a start under way, and announces the exit if the host was ready. Then
    /// ends the jobs, stops the plugins in reverse order, ends the runtimes, and gives the plugins their reports.
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
            await _start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await AnnounceExitAsync(ct).ConfigureAwait(false);
            // Before the plugins, which the bodies of jobs may use.
            await _nodeEnd.RunAsync(ct).ConfigureAwait(false);
            foreach (var runtime in _runtimes.AsEnumerable().Reverse())
                await runtime.StopPluginsAsync(ct).ConfigureAwait(false);
            await ShutdownAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            // After the runtimes have ended, because a host that does not end is a reason to ask for a dump.
            _signal?.Dispose();
            mine.SetResult();
        }
    }

    /// <summary>
    /// Ends the default runtime first, because its tasks may use the other runtimes, which still take their work then. Then ends the other
    /// runtimes concurrently, because all share the host's time to stop.
    /// </summary>
    private async Task ShutdownAsync(CancellationToken ct)
    {
        foreach (var runtime in _runtimes.Where(static runtime => runtime.Name == RuntimeName.Default))
            await runtime.ShutdownAsync(ct).ConfigureAwait(false);
        await Task.WhenAll(_runtimes.Where(static runtime => runtime.Name != RuntimeName.Default).Select(runtime => runtime.ShutdownAsync(ct))).ConfigureAwait(false);
    }

    private void ThrowIfFatal()
    {
        if (_runtimes.Select(static runtime => runtime.Fatal).FirstOrDefault(static fatal => fatal is not null) is { } fatal)
            throw fatal;
    }
}
