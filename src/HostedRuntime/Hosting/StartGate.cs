using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Hosting;

/// <summary>
/// The host's second service. It keeps all later services from starting before the plugins are set up, even if the host starts its services
/// concurrently.
/// </summary>
/// <remarks>
/// Such a host calls StartingAsync of all services on one thread. It calls the next one when a call returns its task, not when the task
/// ends. So only a call that does not return keeps the other services back. The wait is not in <see cref="AsyncRuntimeHostedService"/>,
/// because a host that starts its services one by one comes here after the start and never blocks. The hooks of plugins need neither the
/// thread nor the context of the caller, so the wait itself cannot deadlock.
/// </remarks>
internal sealed class StartGate(AsyncRuntimeHostedService first) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Not Task.Wait, because the first service reports how the start ended.
        if (!first.Start.IsCompleted)
            ((IAsyncResult)first.Start).AsyncWaitHandle.WaitOne();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
