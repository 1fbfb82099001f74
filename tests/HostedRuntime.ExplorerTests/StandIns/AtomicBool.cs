using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>The same as <see cref="AtomicInt"/> for a flag.</summary>
internal struct AtomicBool(bool value)
{
    private Cell<bool>? _cell = new(value);

    // A word of a default struct gets its memory at its first use, which may be a read; exactly one thread runs.
    private readonly Cell<bool> Seen => _cell ?? (Unsafe.AsRef(in _cell) = new(default));

    private Cell<bool> Own => _cell ??= new(default);

    public readonly bool Read() => Seen.Read();

    public readonly bool ReadOwn() => Seen.ReadOwn();

    public void Write(bool value) => Own.Write(value);

    public bool Exchange(bool value) => Own.Exchange(value);

    public bool CompareExchange(bool value, bool comparand) => Own.CompareExchange(value, comparand);
}
