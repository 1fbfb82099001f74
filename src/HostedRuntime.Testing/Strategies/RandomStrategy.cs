namespace HostedRuntime.Testing;

/// <summary>A random walk.</summary>
/// <param name="goOn">How many times out of this number plus one a poll goes on without a choice; 0: each option has the same chance.</param>
internal sealed class RandomStrategy(int goOn) : Strategy
{
    private SeededRandom _random;

    public override void Begin(ulong seed) => _random = new SeededRandom(seed);

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight)
    {
        if (kind is ChoiceKind.Draw or ChoiceKind.Abort)
            return _random.Draw(options, weight);
        if (kind == ChoiceKind.InPoll && goOn > 0 && _random.Next(goOn + 1) > 0)
            return 0;
        return _random.Next(options);
    }
}
