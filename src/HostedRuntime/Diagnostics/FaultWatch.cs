using HostedRuntime.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The host's ear on the faults of a runtime that no awaiter sees: logs each, and when the options say
/// <see cref="UnhandledFaultBehavior.Stop"/> stops the host at the first.
/// </summary>
internal sealed class FaultWatch
{
    private readonly string _runtime;
    private readonly ILogger _logger;
    private readonly IHostApplicationLifetime? _application;
    private readonly LiveOptions _options;
    private Exception? _fatal;

    /// <summary>Takes what it needs now: a fault may be found after the services were disposed.</summary>
    public FaultWatch(IServiceProvider services, string runtime)
    {
        _runtime = runtime;
        _logger = Log.For(services);
        _application = services.GetService<IHostApplicationLifetime>();
        _options = services.GetRequiredKeyedService<LiveOptions>(runtime);
    }

    /// <summary>What the host has to end with, because the runtime ended by it; null as a rule.</summary>
    public Exception? Fatal => Volatile.Read(ref _fatal);

    /// <summary>The task may still be awaited: a warning, and nothing stops.</summary>
    public void OnTaskFaultUnobserved(TaskInfo task, Exception exception)
        => _logger.TaskFaultUnobserved(NameOf(task), _runtime, task.File, task.Line, exception);

    public void OnTaskFaulted(TaskInfo task, Exception exception)
    {
        var name = NameOf(task);
        _logger.TaskFaulted(name, _runtime, task.File, task.Line, exception);
        if (_options.Current.UnhandledFaults != UnhandledFaultBehavior.Stop)
            return;
        var fatal = new InvalidOperationException(
            $"Runtime '{_runtime}' was stopped by a fault that nobody awaits, of '{name}', spawned at {task.File}:{task.Line}: {exception.Message}", exception);
        if (Interlocked.CompareExchange(ref _fatal, fatal, null) is not null)
            return;
        _logger.RuntimeStoppedByFault(name, _runtime, exception);
        StopHost();
    }

    /// <summary>
    /// Call when a runtime that was handed in has begun to end. Its hooks are not the host's, so the host does not learn of its faults. If its
    /// options, or the section, say <see cref="UnhandledFaultBehavior.Stop"/>, the host ends too.
    /// </summary>
    public void OnHandedInEnded(IRuntimeHandle runtime)
    {
        // The application ends it while the host stops, which is too early for its plugins but no surprise.
        if (_application is { ApplicationStopping.IsCancellationRequested: true })
            return;
        _logger.HandedInEnded(_runtime, runtime.Name);
        if (_options.Current.UnhandledFaults != UnhandledFaultBehavior.Stop && (runtime as IRuntime)?.Options.UnhandledFaults != UnhandledFaultBehavior.Stop)
            return;
        var fatal = new InvalidOperationException(
            $"Runtime '{_runtime}', handed in by UseRuntime as '{runtime.Name}', ended while its host ran, and its UnhandledFaults is Stop: its owner ended it, or an unhandled fault did.");
        if (Interlocked.CompareExchange(ref _fatal, fatal, null) is not null)
            return;
        _logger.HandedInStopsHost(_runtime);
        StopHost();
    }

    /// <summary>Runs the application's callbacks: not on a worker, which may have other tasks waiting behind this one.</summary>
    private void StopHost()
    {
        if (_application is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static application => application.StopApplication(), _application, preferLocal: false);
    }

    private static string NameOf(TaskInfo task) => task.Name ?? $"task {task.Id}";
}
