using System.Threading.Tasks.Sources;
using HostedRuntime.Sync;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// An object that a body waits on. All implementations share one body, so that its state machine has the same size in each.
/// </summary>
internal interface IParkingPlace
{
    ValueTask StandAsync();

    void Leave();

    /// <summary>The smallest body that waits.</summary>
    static async Task StayAsync(IParkingPlace place)
    {
        await place.StandAsync();
        place.Leave();
    }
}

/// <summary>One notify that all tasks wait on. Dispose wakes all tasks and waits until the last task has left.</summary>
internal sealed class WaitingRoom(int count) : IParkingPlace, IDisposable
{
    private readonly AsyncNotify _notify = new();
    private readonly CountdownEvent _left = new(count);
    private int _arrived;

    public ValueTask StandAsync()
    {
        var wait = _notify.WaitAsync();
        Interlocked.Increment(ref _arrived);
        return wait;
    }

    public void Leave() => _left.Signal();

    /// <summary>Spawns one task for each place and blocks until all of them wait.</summary>
    public void Fill(IRuntimeHandle runtime)
    {
        Func<Task> body = () => IParkingPlace.StayAsync(this);
        for (var i = 0; i < count; i++)
            runtime.Spawn(body).Detach();
        // Not SpinWait, because it soon sleeps for a millisecond, and a small number of tasks takes no longer in total.
        while (Volatile.Read(ref _arrived) < count)
            Thread.Yield();
    }

    public void Dispose()
    {
        _notify.NotifyAll();
        _left.Wait();
        _left.Dispose();
    }
}

/// <summary>
/// Keeps only the state machine of each body, in an array created before the measurement. So the memory measured is the user's own part.
/// </summary>
internal sealed class BareRack(int count) : IParkingPlace, IValueTaskSource
{
    private readonly object?[] _stateMachines = new object?[count];
    private int _next;

    public ValueTask StandAsync() => new(this, 0);

    public void Leave() => throw new InvalidOperationException("Nobody leaves the rack.");

    public void Fill()
    {
        for (var i = 0; i < count; i++)
            _ = IParkingPlace.StayAsync(this);
    }

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _stateMachines[_next++] = state;

    public void GetResult(short token) => throw new InvalidOperationException("Nobody leaves the rack.");
}
