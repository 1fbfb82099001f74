using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>Replaces the engine's atomic flag, as <see cref="AtomicInt"/> does for an integer.</summary>
internal struct AtomicBool(bool value)
{
    private Cell<bool>? _context = new(value);

    // The field of a default struct gets its cell at its first use, which may be a read. Only one thread runs at a time.
    private readonly Cell<bool> Seen => _context ?? (Unsafe.AsRef(in _context) = new(default));

    private Cell<bool> Own => _context ??= new(default);

    public readonly bool Read() => Seen.Read();

    public readonly bool ReadOwn() => Seen.ReadOwn();

    public void Write(bool value) => Own.Write(value);

    public bool Exchange(bool value) => Own.Exchange(value);

    public bool CompareExchange(bool value, bool comparand) => Own.CompareExchange(value, comparand);
}
