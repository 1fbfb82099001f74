namespace HostedRuntime.Exploring;

/// <summary>
/// Makes random decisions from a seed. The probability of a preemption differs between seeds, because some bugs need many switches and most
/// need few.
/// </summary>
internal sealed class RandomWalk : IChooser
{
    private static readonly double[] s_preempt = [0.02, 0.05, 0.1, 0.2, 0.4];
    private static readonly double[] s_stale = [0.1, 0.5, 0.9];

    private readonly Random _random;
    private readonly double _preempt;
    private readonly double _stale;

    public RandomWalk(int seed)
    {
        _random = new Random(seed);
        _preempt = s_preempt[seed % s_preempt.Length];
        _stale = s_stale[seed / s_preempt.Length % s_stale.Length];
    }

    public int Choose(int number, ChoiceKind kind, int options)
    {
        var leave = kind switch
        {
            ChoiceKind.Preempt => _preempt,
            ChoiceKind.Flush => _stale,
            _ => 1 - (1.0 / options),
        };
        return _random.NextDouble() < leave ? 1 + _random.Next(options - 1) : 0;
    }
}
