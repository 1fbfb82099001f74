namespace HostedRuntime.Testing;

/// <summary>The kinds of choices of a schedule.</summary>
internal enum ChoiceKind
{
    /// <summary>
    /// Which ready task goes on after a poll. Option 0 is the one that has been ready for longest; the last may be a timer.
    /// </summary>
    Next,

    /// <summary>Whether a poll is interrupted before an operation. Option 0 goes on; the others are those of <see cref="Next"/>.</summary>
    InPoll,

    /// <summary>A draw of the body.</summary>
    Draw,

    /// <summary>Whether a task is aborted at a wait.</summary>
    Abort,
}
