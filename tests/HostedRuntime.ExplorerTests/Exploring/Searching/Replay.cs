namespace HostedRuntime.Exploring;

/// <summary>Repeats an execution from its decisions.</summary>
internal sealed class Replay(Decisions decisions) : IChooser
{
    public int Choose(int number, ChoiceKind kind, int options) => Math.Min(decisions[number], options - 1);
}
