namespace HostedRuntime.Exploring;

/// <summary>Makes the decisions of an execution. The first option is always the plainest: go on, or read the newest value.</summary>
internal interface IChooser
{
    /// <summary>Makes one decision.</summary>
    /// <param name="number">The number of the decision in the execution.</param>
    /// <param name="kind">The kind of the decision.</param>
    /// <param name="options">The number of options, at least two.</param>
    /// <returns>The number of the chosen option, starting at 0.</returns>
    int Choose(int number, ChoiceKind kind, int options);
}

internal enum ChoiceKind
{
    /// <summary>The thread can go on. Any option except the first preempts it.</summary>
    Preempt,

    /// <summary>The thread cannot go on. The options are the threads that can run.</summary>
    Next,

    /// <summary>The options are how much of another thread's store buffer a read sees.</summary>
    Flush,
}
