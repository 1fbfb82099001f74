using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>The same as <see cref="AtomicInt"/> for a reference.</summary>
internal struct AtomicRef<T>(T? value) where T : class
{
    private Cell<T?>? _cell = new(value);

    // A word of a default struct gets its memory at its first use, which may be a read; exactly one thread runs.
    private readonly Cell<T?> Seen => _cell ?? (Unsafe.AsRef(in _cell) = new(default));

    private Cell<T?> Own => _cell ??= new(default);

    public readonly T? Read() => Seen.Read();

    public readonly T? ReadOwn() => Seen.ReadOwn();

    public void Write(T? value) => Own.Write(value);

    public T? Exchange(T? value) => Own.Exchange(value);

    public T? CompareExchange(T? value, T? comparand) => Own.CompareExchange(value, comparand);
}
