namespace HostedRuntime;

/// <summary>Makes a runtime current on this thread until disposed. It cannot live across an <c>await</c>: the compiler says so.</summary>
/// <remarks>A task that does not dispose of its scope loses it at the end of the poll, so that the next task of the thread does not see
/// it.</remarks>
public readonly ref struct RuntimeScope
{
    private readonly RuntimeEntry? _entry;

    internal RuntimeScope(IRuntimeHandle runtime) => _entry = new RuntimeEntry(runtime);

    /// <summary>Makes the runtime current that was current before. The second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">A scope that was entered later on this thread is still open. This one has ended all the
    /// same.</exception>
    public void Dispose() => _entry?.Close();
}
