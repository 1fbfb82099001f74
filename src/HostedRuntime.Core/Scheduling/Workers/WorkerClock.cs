using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Measures how long a worker was parked and how long it was not. Takes two readings of the clock for each park, and none for a poll.
/// </summary>
/// <remarks>
/// <para>Each time is one word, so that a reader never sees half of a change. While the time runs, the word is the total so far minus the
/// timestamp of the last start, which is negative. Otherwise it is the total. A reader adds the present timestamp to a negative word, and
/// reads again if the word has changed meanwhile. So what it returns never goes back.</para>
/// <para>Written by the thread that holds the core; read by any.</para>
/// </remarks>
internal struct WorkerClock
{
    private AtomicLong _awake;
    private AtomicLong _parked;

    /// <summary>The time in which a thread held the core and was not parked: it polled tasks or looked for them.</summary>
    public readonly TimeSpan Awake => Read(in _awake);

    /// <summary>The time in which the thread was parked.</summary>
    public readonly TimeSpan Parked => Read(in _parked);

    /// <summary>Called by a thread that takes the core. If it took over the core of a blocked thread, the time goes on.</summary>
    public void Start()
    {
        if (_awake.ReadOwn() >= 0)
            Begin(ref _awake, Stopwatch.GetTimestamp());
    }

    public void Park()
    {
        var now = Stopwatch.GetTimestamp();
        End(ref _awake, now);
        Begin(ref _parked, now);
    }

    public void Unpark()
    {
        var now = Stopwatch.GetTimestamp();
        End(ref _parked, now);
        Begin(ref _awake, now);
    }

    /// <summary>Called by a thread that ends and leaves the core without a thread.</summary>
    public void Stop() => End(ref _awake, Stopwatch.GetTimestamp());

    private static void Begin(ref AtomicLong word, long now) => word.Write(word.ReadOwn() - now);

    private static void End(ref AtomicLong word, long now) => word.Write(word.ReadOwn() + now);

    private static TimeSpan Read(in AtomicLong word)
    {
        while (true)
        {
            var seen = word.Read();
            if (seen >= 0)
                return Stopwatch.GetElapsedTime(0, seen);
            var now = Stopwatch.GetTimestamp();
            if (word.Read() == seen)
                return Stopwatch.GetElapsedTime(0, seen + now);
        }
    }
}
