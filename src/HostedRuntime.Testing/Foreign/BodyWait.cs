namespace HostedRuntime.Testing;

/// <summary>The wait of a body that blocks its thread by a call of .NET.</summary>
internal enum BodyWait
{
    /// <summary>Nothing: code that is not the body's waits for a moment.</summary>
    None,

    /// <summary>A lock, which the thread that holds it gives back.</summary>
    Lock,

    /// <summary>A signal, the end of a thread or of a Task.</summary>
    Signal,
}
