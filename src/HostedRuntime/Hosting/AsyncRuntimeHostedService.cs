using System.Runtime.ExceptionServices;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Hosting;

/// <summary>
/// The hinge between the Generic Host and its runtimes: hands each of the host's phases to <see cref="RuntimeCoordinator"/>.
/// </summary>
/// <remarks>
/// The host's first service, wherever AddAsyncRuntime stands: the host starts services in the order of the collection and stops them in
/// reverse. So no service starts before the plugins are set up, and every service has stopped before the runtimes end.
/// <para>
/// Hosted services are constructed before the options are validated, and disposed after whatever was constructed later. So the
/// coordinator, with the runtimes and the plugins, is made in the first phase: bad options are reported by the host's own
/// validation, and the services dispose the coordinator before the plugins and the runtimes.
/// </para>
/// </remarks>
internal sealed class AsyncRuntimeHostedService(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly Task s_nothing = Task.CompletedTask;

    /// <summary>Null when the start did not come as far; then there is nothing to end.</summary>
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

    /// <summary>Does nothing: the start is over when <see cref="StartingAsync"/> ends.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => s_nothing;

    public Task StartedAsync(CancellationToken cancellationToken) => _coordinator?.StartedAsync(cancellationToken) ?? s_nothing;

    public Task StoppingAsync(CancellationToken cancellationToken) => _coordinator?.StoppingAsync(cancellationToken) ?? s_nothing;

    /// <summary>Nothing: other services still stop, and may need the runtime for it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => s_nothing;

    public Task StoppedAsync(CancellationToken cancellationToken) => _coordinator?.StoppedAsync(cancellationToken) ?? s_nothing;

    /// <summary>
    /// Ends the runtimes that constructors of services have used before this start failed: nobody has to dispose a host that did not start.
    /// Then throws what failed.
    /// </summary>
    private async Task FailAsync(MadeRuntimes made, Exception failure)
    {
        Log.For(services).StartFailed(string.Join(", ", services.GetRequiredService<RuntimeRegistry>().Names), failure.Message);
        made.Dispose();
        await made.EndAsync().ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(failure);
    }
}
