namespace HostedRuntime.Testing;

/// <summary>Repeats recorded choices. After them it goes on first come, first served.</summary>
internal sealed class ReplayStrategy(IReadOnlyList<int> choices) : Strategy
{
    private int _at;

    /// <summary>True if the run has asked for a choice that the record does not fit.</summary>
    public bool HasLeft { get; private set; }

    public override void Begin(ulong seed)
    {
        _at = 0;
        HasLeft = false;
    }

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight)
    {
        if (_at >= choices.Count)
            return 0;
        var choice = choices[_at++];
        if (choice < options)
            return choice;
        HasLeft = true;
        return options - 1;
    }
}
