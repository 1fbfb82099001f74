namespace HostedRuntime;

/// <summary>Makes a runtime current on this thread until disposed. It cannot live across an <c>await</c>: the compiler says so.</summary>
public readonly ref struct RuntimeScope
{
    private readonly IRuntimeHandle? _outer;

    internal RuntimeScope(IRuntimeHandle runtime)
    {
        _outer = CurrentRuntime.OfThread;
        CurrentRuntime.OfThread = runtime;
    }

    /// <summary>Makes the runtime current that was current before.</summary>
    public void Dispose() => CurrentRuntime.OfThread = _outer;
}
