using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// One call of <see cref="IRuntimeHandle.Enter"/>: an element of the thread's stack of entered runtimes. Owner thread only.
/// </summary>
/// <remarks>
/// The stack belongs to the poll, or to the code outside of polls, that entered the runtimes: a poll begins with an empty stack, so an
/// entry that its body forgot ends with the poll. An object for each entry, because a scope that is disposed of late must not be taken for
/// another one.
/// </remarks>
internal sealed class RuntimeEntry : EnteredClock
{
    private readonly PollCell _cell;
    private RuntimeEntry? _outer;
    private bool _isClosed;

    public RuntimeEntry(IRuntimeHandle handle) : base(handle.TimeProvider)
    {
        Handle = handle;
        _cell = PollCell.OfThisThread;
        _outer = Of(_cell);
        _cell.Entered = this;
    }

    public IRuntimeHandle Handle { get; }

    /// <summary>Returns the innermost open entry of the thread with that cell, or null.</summary>
    public static RuntimeEntry? Of(PollCell cell) => Unsafe.As<RuntimeEntry>(cell.Entered);

    /// <summary>Takes the entry off the stack, wherever it stands. The second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">An entry that was made later is still open; it stays current.</exception>
    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (ReferenceEquals(_cell.Entered, this))
        {
            _cell.Entered = _outer;
            return;
        }

        var inner = Of(_cell);
        while (inner is not null && !ReferenceEquals(inner._outer, this))
            inner = inner._outer;
        // Null if a BlockOn runs further out in this thread's stack and has put this entry aside: nothing is stale then.
        if (inner is null)
            return;
        inner._outer = _outer;
        throw new InvalidOperationException(
            $"The scope of Enter() on runtime '{Handle.Name}' was disposed of before the scope on runtime '{inner.Handle.Name}', which was entered inside it."
            + " Dispose of scopes in the reverse order of Enter(), as `using` does.");
    }
}
