namespace HostedRuntime.Testing;

/// <summary>Lets strategies take turns, the first schedule being first come, first served.</summary>
/// <remarks>
/// No strategy is good at everything. A walk with many preemptions finds what needs tasks to take turns for long. One with few finds what
/// lies deep in long code. The exhaustive search proves small bodies right.
/// </remarks>
internal sealed class PortfolioStrategy : Strategy
{
    /// <summary>The chances to go on of a walk with few preemptions, and of one with many.</summary>
    public const double FewPreemptions = 0.8, ManyPreemptions = 0.2;

    private readonly ExhaustiveStrategy _exhaustive;
    private readonly Strategy[] _turns;
    private Strategy _current = new FifoStrategy();
    private int _schedule;

    public PortfolioStrategy(int preemptionBound)
    {
        _exhaustive = new ExhaustiveStrategy(preemptionBound);
        var walk = new RandomStrategy();
        _turns = [walk, new RandomStrategy(FewPreemptions), _exhaustive, new UniformStrategy(), walk, new PctStrategy(preemptionBound), _exhaustive, new RandomStrategy(ManyPreemptions)];
    }

    /// <summary>True if the exhaustive search has tried every schedule; not if its bound has cut some off.</summary>
    public override bool IsComplete => _exhaustive is { IsComplete: true, IsBounded: false };

    public ExhaustiveStrategy Exhaustive => _exhaustive;

    public override void Begin(ulong seed)
    {
        if (_schedule > 0)
            _current = _turns[(_schedule - 1) % _turns.Length];
        if (ReferenceEquals(_current, _exhaustive) && _exhaustive.IsComplete)
            _current = _turns[0];
        _schedule++;
        _current.Begin(seed);
    }

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight) => _current.Choose(driver, kind, options, weight);

    public override void End(Driver driver) => _current.End(driver);
}
