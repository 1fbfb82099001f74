using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>
/// Replaces the engine's type of this name. Reads and writes are scheduling points, and a write is kept in its thread's buffer.
/// </summary>
internal struct RacyCell<T>
{
    private Cell<T>? _context;

    public T Value
    {
        // The field of a default struct gets its cell at its first use, which may be a read. Only one thread runs at a time.
        readonly get => (_context ?? (Unsafe.AsRef(in _context) = new(default!))).Read();
        set => (_context ??= new(default!)).Write(value);
    }
}
