using HostedRuntime.Atomics;

namespace HostedRuntime;

/// <summary>
/// Tasks that were spawned, and that ended, on threads which are no workers. An object of its own, with room around the words: every spawn from
/// outside writes here, and in the runtime's object would take the cache line away from the workers that read its state at each task.
/// </summary>
internal sealed class OutsideCounts
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
