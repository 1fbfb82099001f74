namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>Where the code of a function runs.</summary>
internal enum BodyKind
{
    /// <summary>Off a runtime, or the analysis does not know.</summary>
    None = 0,

    /// <summary>On a worker of a runtime: the function is a runtime body.</summary>
    Runtime = 1,

    /// <summary>Where it may block: the body of a <c>SpawnBlocking</c> or a <c>BlockInPlace</c>.</summary>
    Blocking = 2,

    /// <summary>Where the caller runs: the method calls the function before its first await.</summary>
    Caller = 3,
}
