using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Hosting;

/// <summary>
/// The host's second service: keeps all services behind it from starting before the plugins are set up, also in a host that starts its
/// services concurrently.
/// </summary>
/// <remarks>
/// Such a host calls StartingAsync of one service after the other on one thread, and goes on to the next when a call returns its task, not
/// when the task ends. So a call that does not return is the only way to keep the others back. It blocks here and not in
/// <see cref="AsyncRuntimeHostedService"/>: a host that starts its services one by one comes here after the start and never blocks. The
/// hooks of plugins need neither the thread nor the context of the caller, so the wait cannot deadlock by itself.
/// </remarks>
internal sealed class StartGate(AsyncRuntimeHostedService first) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Not Wait: how the start ended is reported by the first service.
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
