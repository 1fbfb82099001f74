using HostedRuntime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>
/// Takes all runtimes of a host through its phases, from the workers' start to the report. The public methods are the host's phases,
/// in their order; what a failed start or a missing stop left out is made up for in <see cref="EndAsync"/>. What a phase is for one
/// runtime stands in <see cref="RuntimeLifetime"/>.
/// </summary>
internal sealed class RuntimeCoordinator : IAsyncDisposable, IDisposable
{
    /// <summary>In the order in which the runtimes were added.</summary>
    private readonly RuntimeLifetime[] _runtimes;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();

    /// <summary>The phase of the start that runs, or the last one that ran.</summary>
    private Task _startPhase = Task.CompletedTask;
    private bool _isReady;

    /// <summary>Set by whoever ends the runtimes; the others wait for it.</summary>
    private TaskCompletionSource? _end;

    private RuntimeCoordinator(RuntimeLifetime[] runtimes, ILogger logger)
    {
        _runtimes = runtimes;
        _logger = logger;
    }

    /// <summary>Makes it, with the runtimes and the plugins before it: the services dispose in reverse.</summary>
    public static RuntimeCoordinator Create(IServiceProvider services, RuntimeRegistry registry)
    {
        var names = registry.Names;
        var runtimes = new RuntimeLifetime[names.Count];
        for (var i = 0; i < runtimes.Length; i++)
            runtimes[i] = RuntimeLifetime.Create(services, registry.AdditionsTo(names[i]));
        return new RuntimeCoordinator(runtimes, Log.For(services));
    }

    /// <summary>Before any hosted service starts: the workers of all runtimes, at once; then every plugin's Initialize.</summary>
    public Task StartingAsync(CancellationToken ct) => StartPhaseAsync(InitializeAsync, ct);

    /// <summary>While hosted services start: every plugin's Setup, then the application's.</summary>
    public Task StartAsync(CancellationToken ct) => StartPhaseAsync(SetupAsync, ct);

    /// <summary>When they have started.</summary>
    public Task StartedAsync(CancellationToken ct)
    {
        _isReady = true;
        return InTurn(_runtimes, static (runtime, ct) => runtime.AnnounceReadyAsync(ct), ct);
    }

    /// <summary>Before they stop. Work is still taken: they may need the runtimes for it.</summary>
    public Task StoppingAsync(CancellationToken ct) => AnnounceExitAsync(ct);

    /// <summary>After they stopped: the end. Fails when a fault ended a runtime, so that the process does not exit as if all were well.</summary>
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

    private Task InitializeAsync(CancellationToken ct)
    {
        // All of them before the first plugin, which may use any of them.
        foreach (var runtime in _runtimes)
            runtime.Start();
        return InTurn(_runtimes, static (runtime, ct) => runtime.InitializeAsync(ct), ct);
    }

    private Task SetupAsync(CancellationToken ct) => InTurn(_runtimes, static (runtime, ct) => runtime.SetupAsync(ct), ct);

    /// <summary>
    /// One after the other. No async method as long as nobody has to be waited for: each costs a start some compilation, also in an
    /// application that was compiled ahead of time, and a host without plugins waits for nothing.
    /// </summary>
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

    private Task StartPhaseAsync(Func<CancellationToken, Task> phase, CancellationToken ct)
    {
        var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, _ending.Token);
        try
        {
            _startPhase = phase(linked.Token);
        }
        catch (Exception e)
        {
            _startPhase = Task.FromException(e);
        }

        if (!_startPhase.IsCompletedSuccessfully)
            return EndOfPhaseAsync(linked);
        linked.Dispose();
        return Task.CompletedTask;
    }

    private async Task EndOfPhaseAsync(CancellationTokenSource limit)
    {
        using var linked = limit;
        try
        {
            await _startPhase.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Without the exception, which the host logs. And ended here, not in Dispose alone: nobody has to dispose a host that
            // did not start.
            _logger.StartFailed(string.Join(", ", _runtimes.Select(static runtime => runtime.Name)), e.Message);
            await EndAsync(CancellationToken.None).ConfigureAwait(false);
            ThrowIfFatal();
            throw;
        }
    }

    private async Task AnnounceExitAsync(CancellationToken ct)
    {
        if (!Interlocked.Exchange(ref _isReady, false))
            return;
        await InTurn(_runtimes, static (runtime, ct) => runtime.AnnounceExitAsync(ct), ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Everything that has to happen and did not, once: a start under way is cancelled, the exit announced if the host was ready,
    /// plugins are stopped in reverse, the runtimes end, the plugins get their reports.
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
            foreach (var runtime in _runtimes.AsEnumerable().Reverse())
                await runtime.StopPluginsAsync(ct).ConfigureAwait(false);
            await ShutdownAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            mine.SetResult();
        }
    }

    /// <summary>
    /// The default runtime drains first: its tasks are those that use the others, and what they still need of them is taken. Then the
    /// others, all at once: a host's time to stop is one for all.
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
