namespace HostedRuntime.Testing;

/// <summary>Tries all schedules, depth first, with at most so many preemptions.</summary>
internal sealed class ExhaustiveStrategy(int preemptionBound) : Strategy
{
    private readonly List<(int Taken, int Options)> _path = [];
    private int _at;
    private int _preemptions;
    private bool _hasBegun;
    private bool _isComplete;

    public override bool IsComplete => _isComplete;

    /// <summary>True if the bound has cut off schedules.</summary>
    public bool IsBounded { get; private set; }

    /// <summary>The share of the schedules that were tried, if each choice has the same weight.</summary>
    public double Progress
    {
        get
        {
            if (_isComplete)
                return 1;
            var (done, part) = (0.0, 1.0);
            foreach (var (taken, options) in _path)
            {
                part /= options;
                done += part * taken;
            }

            return done;
        }
    }

    public override void Begin(ulong seed)
    {
        _at = _preemptions = 0;
        _hasBegun = true;
    }

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight)
    {
        if (kind == ChoiceKind.InPoll && _preemptions >= preemptionBound)
        {
            IsBounded = true;
            return 0;
        }

        if (_at == _path.Count)
            _path.Add((0, options));
        // Fewer options than before: the body is not deterministic, which is found elsewhere.
        var (taken, before) = _path[_at];
        if (before != options)
            _path[_at] = (taken = Math.Min(taken, options - 1), options);
        _at++;
        if (kind == ChoiceKind.InPoll && taken > 0)
            _preemptions++;
        return taken;
    }

    public override void End(Driver driver)
    {
        if (!_hasBegun)
            return;
        if (_path.Count > _at)
            _path.RemoveRange(_at, _path.Count - _at);
        while (_path.Count > 0)
        {
            var (taken, options) = _path[^1];
            if (taken + 1 < options)
            {
                _path[^1] = (taken + 1, options);
                return;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        _isComplete = true;
    }
}
