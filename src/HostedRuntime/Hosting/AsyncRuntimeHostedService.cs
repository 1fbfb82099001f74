using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Hosting;

/// <summary>
/// The hinge between the Generic Host and the runtime: hands each of the host's phases to <see cref="RuntimeLifetime"/>.
/// </summary>
/// <remarks>
/// Hosted services are constructed before the options are validated, and disposed after whatever was constructed later. So the
/// lifetime, with the runtime and the plugins, is made in the first phase: bad options are reported by the host's own
/// validation, and the services dispose the lifetime before the plugins and the runtime.
/// </remarks>
internal sealed class AsyncRuntimeHostedService(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly Task s_nothing = Task.CompletedTask;

    /// <summary>Null when the start did not come as far; then there is nothing to end.</summary>
    private RuntimeLifetime? _lifetime;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _lifetime = services.GetRequiredService<RuntimeLifetime>();
        return _lifetime.StartingAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _lifetime?.StartAsync(cancellationToken) ?? s_nothing;

    public Task StartedAsync(CancellationToken cancellationToken) => _lifetime?.StartedAsync(cancellationToken) ?? s_nothing;

    public Task StoppingAsync(CancellationToken cancellationToken) => _lifetime?.StoppingAsync(cancellationToken) ?? s_nothing;

    /// <summary>Nothing: other services still stop, and may need the runtime for it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => s_nothing;

    public Task StoppedAsync(CancellationToken cancellationToken) => _lifetime?.StoppedAsync(cancellationToken) ?? s_nothing;
}
