using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>Stands in for the engine's type of this name: writing and reading are points, and what is written waits in its thread's buffer.</summary>
internal struct RacyCell<T>
{
    private Cell<T>? _cell;

    public T Value
    {
        // A word of a default struct gets its memory at its first use, which may be a read; exactly one thread runs.
        readonly get => (_cell ?? (Unsafe.AsRef(in _cell) = new(default!))).Read();
        set => (_cell ??= new(default!)).Write(value);
    }
}
