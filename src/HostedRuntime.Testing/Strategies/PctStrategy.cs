namespace HostedRuntime.Testing;

/// <summary>
/// Runs the ready task with the highest of random priorities. At some random steps the task that would run becomes the last.
/// </summary>
/// <param name="depth">The number of such steps, plus one.</param>
internal sealed class PctStrategy(int depth) : Strategy
{
    private readonly Dictionary<int, long> _priorities = [];
    private readonly HashSet<int> _changes = [];
    private SeededRandom _random;
    private int _choice;

    // How many choices a schedule has, as far as is known. The first schedule of a body only guesses.
    private int _length = 20;
    private int _lowest;

    public override void Begin(ulong seed)
    {
        _length = Math.Max(_length, _choice);
        _random = new SeededRandom(seed);
        _priorities.Clear();
        _changes.Clear();
        _choice = _lowest = 0;
        for (var i = 1; i < depth; i++)
            _changes.Add(_random.Next(_length));
    }

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight)
    {
        if (kind is ChoiceKind.Draw or ChoiceKind.Abort)
            return _random.Draw(options, weight);
        var best = Best(driver, kind, options);
        if (!_changes.Contains(_choice++))
            return best;
        _priorities[driver.OrdinalAt(kind, best)] = --_lowest;
        return Best(driver, kind, options);
    }

    private int Best(Driver driver, ChoiceKind kind, int options)
    {
        var (best, highest) = (0, long.MinValue);
        for (var option = 0; option < options; option++)
        {
            var ordinal = driver.OrdinalAt(kind, option);
            if (!_priorities.TryGetValue(ordinal, out var priority))
                _priorities[ordinal] = priority = (long)(_random.Next() >> 2) + 1;
            if (priority > highest)
                (best, highest) = (option, priority);
        }

        return best;
    }
}
