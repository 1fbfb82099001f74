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
        // Runs the application's callbacks: not on a worker, which may have other tasks waiting behind this one.
        if (_application is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static application => application.StopApplication(), _application, preferLocal: false);
    }

    private static string NameOf(TaskInfo task) => task.Name ?? $"task {task.Id}";
}
