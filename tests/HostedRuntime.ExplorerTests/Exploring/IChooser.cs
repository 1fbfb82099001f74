namespace HostedRuntime.Exploring;

/// <summary>Takes the decisions of an execution. The first option is always the plainest: go on, read what is newest.</summary>
internal interface IChooser
{
    /// <param name="number">Which decision of the execution this is.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="options">How many there are; at least two.</param>
    /// <returns>The option's number, from 0 on.</returns>
    int Choose(int number, ChoiceKind kind, int options);
}

internal enum ChoiceKind
{
    /// <summary>The thread could go on: any option but the first interrupts it.</summary>
    Preempt,

    /// <summary>The thread cannot go on: which one does.</summary>
    Next,

    /// <summary>How much of another thread's store buffer a read sees.</summary>
    Flush,
}
