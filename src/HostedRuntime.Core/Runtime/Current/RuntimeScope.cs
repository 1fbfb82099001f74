namespace HostedRuntime;

/// <summary>Makes a runtime current on this thread until the scope is disposed. It cannot live across an <c>await</c>.</summary>
/// <remarks>If a task does not dispose the scope, it ends with the poll, so that the next task of the thread does not see it.</remarks>
public readonly ref struct RuntimeScope
{
    private readonly RuntimeEntry? _entry;

    internal RuntimeScope(IRuntimeHandle runtime) => _entry = new RuntimeEntry(runtime);

    /// <summary>Makes the runtime current that was current before this scope. Idempotent.</summary>
    /// <exception cref="InvalidOperationException">
    /// A scope that was entered later on this thread is still open. This scope has ended nevertheless.
    /// </exception>
    public void Dispose() => _entry?.Close();
}
