namespace HostedRuntime.Testing;

/// <summary>A random walk.</summary>
/// <param name="goOn">
/// The chance that a task which could go on does so; null: each option has the same chance. Among the other options all chances are equal.
/// </param>
internal sealed class RandomStrategy(double? goOn = null) : Strategy
{
    private SeededRandom _random;

    public override void Begin(ulong seed) => _random = new SeededRandom(seed);

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight)
    {
        if (kind is ChoiceKind.Draw or ChoiceKind.Abort)
            return _random.Draw(options, weight);
        if (kind != ChoiceKind.InPoll || goOn is not { } chance)
            return _random.Next(options);
        return _random.NextDouble() < chance ? 0 : 1 + _random.Next(options - 1);
    }
}
