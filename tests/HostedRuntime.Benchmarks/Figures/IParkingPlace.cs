using System.Threading.Tasks.Sources;
using HostedRuntime.Sync;

namespace HostedRuntime.Benchmarks.Figures;

// "Parked" ought to mean parked on one Notify. Notify does not exist yet; a wait for a lock that is held is the same pooled waiter in
// the same kind of queue, so it costs the same.

/// <summary>What a body parks on. One body for all places, so that its state machine has the same size in each.</summary>
internal interface IParkingPlace
{
    ValueTask<AsyncMutex.Guard> EnterAsync();

    void Leave(AsyncMutex.Guard guard);

    /// <summary>The body: the smallest that parks.</summary>
    static async Task StayAsync(IParkingPlace place) => place.Leave(await place.EnterAsync());
}

/// <summary>A lock that is held until it is disposed, which lets everybody through and waits until the last one has left.</summary>
internal sealed class HeldLock : IParkingPlace, IDisposable
{
    private readonly AsyncMutex _mutex = new();
    private readonly AsyncMutex.Guard _held;
    private readonly CountdownEvent _left;

    public HeldLock(int count)
    {
        _mutex.TryLock(out _held);
        _left = new CountdownEvent(count);
    }

    public ValueTask<AsyncMutex.Guard> EnterAsync() => _mutex.LockAsync();

    public void Leave(AsyncMutex.Guard guard)
    {
        guard.Dispose();
        _left.Signal();
    }

    /// <summary>Spawns one task for each place and blocks until all of them wait.</summary>
    public void Fill(IRuntimeHandle runtime)
    {
        var count = _left.InitialCount;
        Func<Task> body = () => IParkingPlace.StayAsync(this);
        for (var i = 0; i < count; i++)
            runtime.Spawn(body).Detach();
        // Not SpinWait: it sleeps for a millisecond before long, which is what few tasks take in all.
        while (_mutex.WaiterCount < count)
            Thread.Yield();
    }

    public void Dispose()
    {
        _held.Dispose();
        _left.Wait();
        _left.Dispose();
    }
}

/// <summary>Keeps nothing of a body but its state machine, in an array made before: what is alive then is the user's own.</summary>
internal sealed class BareRack(int count) : IParkingPlace, IValueTaskSource<AsyncMutex.Guard>
{
    private readonly object?[] _stateMachines = new object?[count];
    private int _next;

    public ValueTask<AsyncMutex.Guard> EnterAsync() => new(this, 0);

    public void Leave(AsyncMutex.Guard guard) => throw new InvalidOperationException("Nobody leaves the rack.");

    public void Fill()
    {
        for (var i = 0; i < count; i++)
            _ = IParkingPlace.StayAsync(this);
    }

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _stateMachines[_next++] = state;

    public AsyncMutex.Guard GetResult(short token) => throw new InvalidOperationException("Nobody leaves the rack.");
}
