using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>A wait in the engine that lasts until the gate is opened, by means of a held lock.</summary>
internal sealed class Gate
{
    private readonly MutexCore<long> _lock = new(static version => version);
    private readonly long _held;

    public Gate() => Assert.True(_lock.TryEnter(out _held));

    public async Task PassInMethodAsync() => await PassAsync();

    public ValueTask<long> PassAsync() => _lock.EnterAsync(CancellationToken.None);

    /// <summary>Passes the gate and lets in the next waiter.</summary>
    public async Task PassAndLeaveAsync() => _lock.Exit(await _lock.EnterAsync(CancellationToken.None));

    /// <summary>Lets in the next waiter, after <see cref="PassAsync"/>.</summary>
    public void Leave(long passed) => _lock.Exit(passed);

    public ValueTask<long> PassUnlessAsync(CancellationToken ct) => _lock.EnterAsync(ct);

    public void Open() => _lock.Exit(_held);
}
