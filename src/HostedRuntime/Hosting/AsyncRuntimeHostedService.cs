using System.Runtime.ExceptionServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Hosting;

/// <summary>Connects the Generic Host and its runtimes: passes each of the host's phases to <see cref="RuntimeCoordinator"/>.</summary>
/// <remarks>
/// <para>The host's first service, wherever AddAsyncRuntime is called. The host starts services in the order of the collection and stops
/// them in reverse. So no service starts before the plugins are set up, and every service has stopped before the runtimes end.</para>
/// <para>Hosted services are constructed before the options are validated, and disposed after all services that were constructed later. So
/// the first phase makes the coordinator, with the runtimes and the plugins. Then the host's own validation reports bad options, and the
/// services dispose the coordinator before the plugins and the runtimes.
/// </para>
/// </remarks>
internal sealed class AsyncRuntimeHostedService(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly Task s_nothing = Task.CompletedTask;

    /// <summary>Null if the start failed before it was made; then there is nothing to end.</summary>
    private RuntimeCoordinator? _coordinator;

    /// <summary>The start of the runtimes and plugins; completed until it begins.</summary>
    public Task Start { get; private set; } = s_nothing;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var made = services.GetRequiredService<MadeRuntimes>();
        try
        {
            _coordinator = services.GetRequiredService<RuntimeCoordinator>();
        }
        catch (Exception e)
        {
            return Start = FailAsync(made, e);
        }

        made.Dispose();
        return Start = _coordinator.StartingAsync(cancellationToken);
    }

    /// <summary>Does nothing, because the start is over when <see cref="StartingAsync"/> ends.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => s_nothing;

    public Task StartedAsync(CancellationToken cancellationToken) => _coordinator?.StartedAsync(cancellationToken) ?? s_nothing;

    public Task StoppingAsync(CancellationToken cancellationToken) => _coordinator?.StoppingAsync(cancellationToken) ?? s_nothing;

    /// <summary>Does nothing, because other services still stop, and may need the runtime for it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => s_nothing;

    public Task StoppedAsync(CancellationToken cancellationToken) => _coordinator?.StoppedAsync(cancellationToken) ?? s_nothing;

    /// <summary>
    /// Ends the runtimes that constructors of services used before the start failed, because no caller has to dispose a host that did not
    /// start. Then throws the failure.
    /// </summary>
    private async Task FailAsync(MadeRuntimes made, Exception failure)
    {
        Log.For(services).StartFailed(string.Join(", ", services.GetRequiredService<RuntimeRegistry>().Names), failure.Message);
        made.Dispose();
        await made.EndAsync().ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(failure);
    }
}
