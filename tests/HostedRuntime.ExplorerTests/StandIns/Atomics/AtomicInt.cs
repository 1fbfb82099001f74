using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>
/// Replaces the engine's type of this name. Each operation is a scheduling point, and each plain store is kept in its thread's buffer.
/// </summary>
internal struct AtomicInt(int value)
{
    private Cell<int>? _context = new(value);

    // The field of a default struct gets its cell at its first use, which may be a read. Only one thread runs at a time.
    private readonly Cell<int> Seen => _context ?? (Unsafe.AsRef(in _context) = new(default));

    private Cell<int> Own => _context ??= new(default);

    public readonly int Read() => Seen.Read();

    public readonly int ReadOwn() => Seen.ReadOwn();

    public void Write(int value) => Own.Write(value);

    public int Exchange(int value) => Own.Exchange(value);

    public int CompareExchange(int value, int comparand) => Own.CompareExchange(value, comparand);

    public int Add(int value)
    {
        var before = Own.Begin();
        Own.End("adds to", before, before + value);
        return before + value;
    }

    public int Or(int bits)
    {
        var before = Own.Begin();
        Own.End("sets bits of", before, before | bits);
        return before;
    }

    public int And(int bits)
    {
        var before = Own.Begin();
        Own.End("clears bits of", before, before & bits);
        return before;
    }
}
