using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Hosting;

/// <summary>
/// Receives for the host the faults of a runtime that no code awaits. Logs each fault. If the options say
/// <see cref="UnhandledFaultBehavior.Stop"/>, stops the host at the first one.
/// </summary>
internal sealed class FaultWatch
{
    private readonly string _runtime;
    private readonly ILogger _logger;
    private readonly IHostApplicationLifetime? _application;
    private readonly LiveOptions _options;
    private Exception? _fatal;

    /// <summary>Resolves all services that it needs at once, because a fault may be found after the services were disposed.</summary>
    public FaultWatch(IServiceProvider services, string runtime)
    {
        _runtime = runtime;
        _logger = Log.For(services);
        _application = services.GetService<IHostApplicationLifetime>();
        _options = services.GetRequiredKeyedService<LiveOptions>(runtime);
    }

    /// <summary>The exception with which the host has to end, because a fault has ended the runtime; usually null.</summary>
    public Exception? Fatal => Volatile.Read(ref _fatal);

    /// <summary>Logs a warning. Does not stop the host, because the task may still be awaited.</summary>
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
    /// Called when a runtime that the application handed in has begun to end. The host does not own its hooks, so it does not learn of its
    /// faults. If the runtime's options, or the section, say <see cref="UnhandledFaultBehavior.Stop"/>, stops the host too.
    /// </summary>
    public void OnHandedInEnded(IRuntimeHandle runtime)
    {
        // If the host is stopping, the application may end the runtime. That is too early for its plugins, but no reason to log or stop.
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

    /// <summary>
    /// Stops the host on the ThreadPool, because that runs callbacks of the application, and other tasks may be queued behind this one on a
    /// worker.
    /// </summary>
    private void StopHost()
    {
        if (_application is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static application => application.StopApplication(), _application, preferLocal: false);
    }

    private static string NameOf(TaskInfo task) => task.Name ?? $"task {task.Id}";
}
