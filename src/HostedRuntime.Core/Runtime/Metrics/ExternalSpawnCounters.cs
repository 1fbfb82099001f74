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

    public ref AtomicLong Completed => ref _words.Completed;

    public ref AtomicLong Canceled => ref _words.Canceled;

    public ref AtomicLong Faulted => ref _words.Faulted;

    /// <summary>The number of tasks that ended, whatever their outcome.</summary>
    public long Ended => _words.Completed.Read() + _words.Canceled.Read() + _words.Faulted.Read();

    internal struct Padded
    {
        public CacheLine Before;
        public AtomicLong Spawned;
        public CacheLine Between;
        public AtomicLong Completed;
        public AtomicLong Canceled;
        public AtomicLong Faulted;
        public CacheLine After;
    }
}
