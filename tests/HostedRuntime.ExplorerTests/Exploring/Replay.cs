namespace HostedRuntime.Exploring;

/// <summary>The same execution once more.</summary>
internal sealed class Replay(Decisions decisions) : IChooser
{
    public int Choose(int number, ChoiceKind kind, int options) => Math.Min(decisions[number], options - 1);
}
