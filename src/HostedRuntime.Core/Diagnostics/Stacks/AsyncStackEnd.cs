namespace HostedRuntime.Diagnostics;

/// <summary>The kind of the object that the innermost method of an <see cref="AsyncStack"/> awaits.</summary>
public enum AsyncStackEnd
{
    /// <summary>Nothing: the method runs, or is queued to run.</summary>
    Ready,

    /// <summary>A wait in a primitive of this library, for example a lock, a channel or the end of a task.</summary>
    Wait,

    /// <summary>Something of other code, for example a Task of the BCL.</summary>
    Foreign,

    /// <summary>All branches. The method goes on once each of them has ended.</summary>
    All,

    /// <summary>Any branch. The method goes on once one of them has ended.</summary>
    Any,

    /// <summary>Unknown, because the stack is cut here. <see cref="AsyncStack.Note"/> of the whole stack says why.</summary>
    Unknown,
}
