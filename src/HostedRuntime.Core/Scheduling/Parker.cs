using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// One thread's sleep. Unparking leaves a permit that the next sleep takes, so a wake that comes first is not lost.
/// BCL parts: waking costs some 25 us whatever the primitive, so the policy of when to sleep counts, not the call.
/// </summary>
/// <remarks>
/// An event and no monitor: who is woken by a pulse needs the lock in which the pulse was given. Where both threads have the same processor the
/// woken one runs at once, meets that lock and sleeps again: eight switches of threads for a wake, 16 us, where an event takes four and 8. The event
/// is left to its finalizer: a late wake may come to a thread that has ended.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A late wake would find the event disposed.")]
internal sealed class Parker
{
    private const int Empty = 0;
    private const int Sleeping = 1;
    private const int Permit = 2;

    private readonly AutoResetEvent _wake = new(initialState: false);
    private AtomicInt _state;

    /// <summary>Sleeps until there is a permit and takes it.</summary>
    public void Park()
    {
        // Pairs with the exchange in Unpark: one of the two sees the other. The event is set once for each sleep, by who saw it.
        if (_state.CompareExchange(Sleeping, Empty) == Empty)
            _wake.WaitOne();
        _state.Write(Empty);
    }

    public void Unpark()
    {
        if (_state.Exchange(Permit) == Sleeping)
            _wake.Set();
    }
}
