namespace HostedRuntime.Testing;

/// <summary>
/// A random walk that weighs each task by the steps that it has to come, as far as earlier schedules tell. Otherwise an order in which a
/// long task comes late is much rarer than others. After "Selectively Uniform Concurrency Testing" (Zhao and others, 2025).
/// </summary>
internal sealed class UniformStrategy : Strategy
{
    /// <summary>The most steps that each task has taken in a schedule, by its number.</summary>
    private readonly Dictionary<int, int> _expected = [];
    private readonly Dictionary<int, int> _taken = [];
    private SeededRandom _random;

    public override void Begin(ulong seed)
    {
        _random = new SeededRandom(seed);
        _taken.Clear();
    }

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight)
    {
        if (kind is ChoiceKind.Draw or ChoiceKind.Abort)
            return _random.Draw(options, weight);
        Span<int> weights = options <= 64 ? stackalloc int[options] : new int[options];
        var sum = 0;
        for (var option = 0; option < options; option++)
            sum += weights[option] = Left(driver.OrdinalAt(kind, option));
        var at = _random.Next(sum);
        var chosen = 0;
        while (at >= weights[chosen])
            at -= weights[chosen++];
        var ordinal = driver.OrdinalAt(kind, chosen);
        _taken[ordinal] = _taken.GetValueOrDefault(ordinal) + 1;
        return chosen;
    }

    public override void End(Driver driver)
    {
        foreach (var (ordinal, steps) in _taken)
            _expected[ordinal] = Math.Max(_expected.GetValueOrDefault(ordinal), steps);
    }

    private int Left(int ordinal) => Math.Max(1, _expected.GetValueOrDefault(ordinal, 4) - _taken.GetValueOrDefault(ordinal));
}
