using HostedRuntime.Atomics;

namespace HostedRuntime;

/// <summary>Counts the tasks that were spawned and that ended on threads that are no workers.</summary>
/// <remarks>
/// An object of its own, padded, because every spawn from outside writes here. Inside the runtime's object these writes would take away the
/// cache line that workers read at each task.
/// </remarks>
internal sealed class ExternalSpawnCounters
{
    private Padded _words;

    public ref AtomicLong Spawned => ref _words.Spawned;

    public ref AtomicLong Ended => ref _words.Ended;

    internal struct Padded
    {
        public CacheLine Before;
        public AtomicLong Spawned;
        public CacheLine Between;
        public AtomicLong Ended;
        public CacheLine After;
    }
}
