using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>The same as <see cref="AtomicInt"/> in 64 bits.</summary>
internal struct AtomicLong(long value)
{
    private Cell<long>? _cell = new(value);

    // A word of a default struct gets its memory at its first use, which may be a read; exactly one thread runs.
    private readonly Cell<long> Seen => _cell ?? (Unsafe.AsRef(in _cell) = new(default));

    private Cell<long> Own => _cell ??= new(default);

    public readonly long Read() => Seen.Read();

    public readonly long ReadOwn() => Seen.ReadOwn();

    public void Write(long value) => Own.Write(value);

    public long Exchange(long value) => Own.Exchange(value);

    public long CompareExchange(long value, long comparand) => Own.CompareExchange(value, comparand);

    public long Add(long value)
    {
        var before = Own.Begin();
        Own.End("adds to", before, before + value);
        return before + value;
    }
}
