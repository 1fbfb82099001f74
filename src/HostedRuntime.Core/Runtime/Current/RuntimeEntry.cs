using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// One call of <see cref="IRuntimeHandle.Enter"/>: an element of the thread's stack of entered runtimes. Owner thread only.
/// </summary>
/// <remarks>
/// The stack belongs to the poll that entered the runtimes, or to the code outside of polls. A poll begins with an empty stack, so an entry
/// that a body did not close ends with the poll. Each entry is an object, because a scope that is disposed of late must not be taken for
/// another one.
/// </remarks>
internal sealed class RuntimeEntry : EnteredClock
{
    private readonly ThreadContext _context;
    private RuntimeEntry? _outer;
    private bool _isClosed;

    public RuntimeEntry(IRuntimeHandle handle) : base(handle.TimeProvider)
    {
        Handle = handle;
        _context = ThreadContext.Current;
        _outer = Of(_context);
        _context.Entered = this;
    }

    public IRuntimeHandle Handle { get; }

    /// <summary>Returns the innermost open entry of the thread with that state, or null.</summary>
    public static RuntimeEntry? Of(ThreadContext context) => Unsafe.As<RuntimeEntry>(context.Entered);

    /// <summary>Removes the entry from the stack, wherever it is. The second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">An entry that was made later is still open; that entry stays current.</exception>
    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (ReferenceEquals(_context.Entered, this))
        {
            _context.Entered = _outer;
            return;
        }

        var inner = Of(_context);
        while (inner is not null && !ReferenceEquals(inner._outer, this))
            inner = inner._outer;
        // Null if a BlockOn further out on this thread's stack has put this entry aside. Then nothing is stale.
        if (inner is null)
            return;
        inner._outer = _outer;
        throw new InvalidOperationException(
            $"The scope of Enter() on runtime '{Handle.Name}' was disposed of before the scope on runtime '{inner.Handle.Name}', which was entered inside it."
            + " Dispose of scopes in the reverse order of Enter(), as `using` does.");
    }
}
