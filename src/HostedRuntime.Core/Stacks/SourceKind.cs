namespace HostedRuntime.Stacks;

/// <summary>How the stack goes on at an awaited object.</summary>
internal enum SourceKind
{
    /// <summary>Something of other code, in which the stack ends unless a branch is known to lead on.</summary>
    Foreign,

    /// <summary>An async method: the object holds the state machine.</summary>
    Method,

    /// <summary>An async iterator, whose object is its state machine.</summary>
    Iterator,

    /// <summary>An object that goes on when the object in one of its fields does.</summary>
    Link,

    /// <summary>An object that goes on when all of its branches have ended.</summary>
    All,

    /// <summary>An object that goes on when one of its branches has ended.</summary>
    Any,

    /// <summary>A yield, after which the method goes on by itself.</summary>
    Yield,

    /// <summary>A method of .NET's runtime-async, which has no state machine.</summary>
    RuntimeAsync,
}
