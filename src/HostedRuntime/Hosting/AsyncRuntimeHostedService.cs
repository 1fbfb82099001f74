using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Hosting;

/// <summary>
/// The hinge between the Generic Host and its runtimes: hands each of the host's phases to <see cref="RuntimeCoordinator"/>.
/// </summary>
/// <remarks>
/// Hosted services are constructed before the options are validated, and disposed after whatever was constructed later. So the
/// coordinator, with the runtimes and the plugins, is made in the first phase: bad options are reported by the host's own
/// validation, and the services dispose the coordinator before the plugins and the runtimes.
/// </remarks>
internal sealed class AsyncRuntimeHostedService(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly Task s_nothing = Task.CompletedTask;

    /// <summary>Null when the start did not come as far; then there is nothing to end.</summary>
    private RuntimeCoordinator? _coordinator;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _coordinator = services.GetRequiredService<RuntimeCoordinator>();
        return _coordinator.StartingAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _coordinator?.StartAsync(cancellationToken) ?? s_nothing;

    public Task StartedAsync(CancellationToken cancellationToken) => _coordinator?.StartedAsync(cancellationToken) ?? s_nothing;

    public Task StoppingAsync(CancellationToken cancellationToken) => _coordinator?.StoppingAsync(cancellationToken) ?? s_nothing;

    /// <summary>Nothing: other services still stop, and may need the runtime for it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => s_nothing;

    public Task StoppedAsync(CancellationToken cancellationToken) => _coordinator?.StoppedAsync(cancellationToken) ?? s_nothing;
}
