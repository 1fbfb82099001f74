using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// The host's ear on faults that no awaiter sees: logs each, and when the options say <see cref="UnhandledFaultBehavior.Stop"/>
/// stops the host at the first.
/// </summary>
internal sealed class FaultWatch
{
    private readonly ILogger _logger;
    private readonly IHostApplicationLifetime? _application;
    private readonly UnhandledFaultBehavior _behavior;
    private Exception? _fatal;

    /// <summary>Takes what it needs now: a fault may be found after the services were disposed.</summary>
    public FaultWatch(IServiceProvider services)
    {
        _logger = Log.For(services);
        _application = services.GetService<IHostApplicationLifetime>();
        _behavior = services.GetRequiredService<IOptions<RuntimeOptions>>().Value.UnhandledFaults;
    }

    /// <summary>What the host has to end with, because the runtime ended by it; null as a rule.</summary>
    public Exception? Fatal => Volatile.Read(ref _fatal);

    public void OnTaskFaulted(string runtime, TaskInfo task, Exception exception)
    {
        var name = task.Name ?? $"task {task.Id}";
        _logger.TaskFaulted(name, runtime, task.File, task.Line, exception);
        if (_behavior != UnhandledFaultBehavior.Stop)
            return;
        var fatal = new InvalidOperationException(
            $"Runtime '{runtime}' was stopped by a fault that nobody awaits, of '{name}', spawned at {task.File}:{task.Line}: {exception.Message}", exception);
        if (Interlocked.CompareExchange(ref _fatal, fatal, null) is not null)
            return;
        _logger.RuntimeStoppedByFault(name, runtime, exception);
        // Runs the application's callbacks: not on a worker, which may have other tasks waiting behind this one.
        if (_application is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static application => application.StopApplication(), _application, preferLocal: false);
    }
}
