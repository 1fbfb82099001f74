namespace HostedRuntime.Diagnostics;

/// <summary>
/// The async methods in which a task was suspended at one moment: a chain of methods, and at its inner end a wait or branches. Immutable.
/// </summary>
/// <remarks>
/// <para>Each branch is a stack of its own. It begins below the method that awaits the branches. The names of methods are for people, and
/// their form may change.</para>
/// <para>The stack is read while the task may run. So it can combine two moments, and shows a method that has just ended.</para>
/// </remarks>
public sealed class AsyncStack
{
    private int _shape;

    /// <summary>
    /// The names of the methods, innermost first. Examples: <c>Orders.Load</c>, <c>Orders.Load (lambda)</c>,
    /// <c>Orders.Load.Inner (local function)</c>. Of more than 64 methods those in the middle are left out; an entry such as "... 36 more"
    /// takes their place. Empty if no method is known.
    /// </summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The kind of the object that the innermost method awaits. The default is <see cref="AsyncStackEnd.Ready"/>.</summary>
    public AsyncStackEnd End { get; init; }

    /// <summary>
    /// The wait of the innermost method, in words. For <see cref="AsyncStackEnd.Wait"/> it is a text such as
    /// "AsyncMutex, held by 'loader'"; for <see cref="AsyncStackEnd.Foreign"/> the name of a type or an operation, such as "Task.Delay".
    /// Null if the method awaits branches, or nothing.
    /// </summary>
    public string? WaitsOn { get; init; }

    /// <summary>The branches that have not ended, at most 16. Empty unless the innermost method awaits branches.</summary>
    public IReadOnlyList<AsyncStack> Branches { get; init; } = [];

    /// <summary>The number of further branches that have not ended. They are too many, or no reference leads to them.</summary>
    public int MoreBranches { get; init; }

    /// <summary>Why the stack is incomplete, or null. Set in the whole stack only, not in its branches.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// A comparer of stacks by their methods, branches and ends. It ignores the texts of waits in this library, which contain times and
    /// names, and notes. So it groups tasks that are suspended at the same place.
    /// </summary>
    public static IEqualityComparer<AsyncStack> ByPlace { get; } = new AsyncStackComparer();

    /// <summary>The hash of what <see cref="ByPlace"/> compares, which is computed on first use. Two threads may both compute it.</summary>
    internal int Shape => _shape != 0 ? _shape : _shape = AsyncStackComparer.HashOf(this);

    internal AsyncStack With(string note)
        => new() { Methods = Methods, End = End, WaitsOn = WaitsOn, Branches = Branches, MoreBranches = MoreBranches, Note = note };

    /// <summary>Returns the stack as lines of text, innermost first. Branches come before the method that awaits them.</summary>
    /// <returns>A text for people; its form may change. It has no line break at its end.</returns>
    public override string ToString() => AsyncStackText.Of(this);
}
