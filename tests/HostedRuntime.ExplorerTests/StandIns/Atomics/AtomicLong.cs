using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>Replaces the engine's atomic 64-bit integer, as <see cref="AtomicInt"/> does for 32 bits.</summary>
internal struct AtomicLong(long value)
{
    private Cell<long>? _context = new(value);

    // The field of a default struct gets its cell at its first use, which may be a read. Only one thread runs at a time.
    private readonly Cell<long> Seen => _context ?? (Unsafe.AsRef(in _context) = new(default));

    private Cell<long> Own => _context ??= new(default);

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
