using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>Threads that each add one: under a lock, by an interlocked operation, or without protection.</summary>
internal sealed class Counting : Model
{
    private readonly Lock _gate = new();
    private readonly object _monitor = new();
    private readonly int _threads;
    private AtomicInt _count;

    public Counting(Way way, int threads = 2)
    {
        _threads = threads;
        for (var i = 0; i < threads; i++)
            Thread($"adder {i}", () => AddOne(way));
    }

    public enum Way
    {
        Unprotected,
        Lock,
        Monitor,
        Interlocked,
    }

    public override void Check() => Assert.Equal(_threads, _count.Read());

    private void AddOne(Way way)
    {
        switch (way)
        {
            case Way.Lock:
                lock (_gate)
                    _count.Write(_count.ReadOwn() + 1);
                break;
            case Way.Monitor:
                lock (_monitor)
                    _count.Write(_count.ReadOwn() + 1);
                break;
            case Way.Interlocked:
                _count.Add(1);
                break;
            default:
                _count.Write(_count.Read() + 1);
                break;
        }
    }
}
