using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>Replaces the engine's atomic reference, as <see cref="AtomicInt"/> does for an integer.</summary>
internal struct AtomicRef<T>(T? value) where T : class
{
    private Cell<T?>? _context = new(value);

    // The field of a default struct gets its cell at its first use, which may be a read. Only one thread runs at a time.
    private readonly Cell<T?> Seen => _context ?? (Unsafe.AsRef(in _context) = new(default));

    private Cell<T?> Own => _context ??= new(default);

    public readonly T? Read() => Seen.Read();

    public readonly T? ReadOwn() => Seen.ReadOwn();

    public void Write(T? value) => Own.Write(value);

    public T? Exchange(T? value) => Own.Exchange(value);

    public T? CompareExchange(T? value, T? comparand) => Own.CompareExchange(value, comparand);
}
