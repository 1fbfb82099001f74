namespace HostedRuntime.Exploring;

/// <summary>
/// Runs all executions one after another. Each repeats the previous one up to its last decision that has an untried option.
/// </summary>
internal sealed class DepthFirst : IChooser
{
    private readonly List<(int Chosen, int Options)> _path = [];
    private int _at;

    public int Choose(int number, ChoiceKind kind, int options)
    {
        if (_at == _path.Count)
            _path.Add((0, options));
        var (chosen, known) = _path[_at];
        if (known != options)
            throw new InvalidOperationException($"Choice {_at} had {known} options and now has {options}: the model depends on more than its schedule.");
        _at++;
        return chosen;
    }

    /// <summary>Prepares the next execution.</summary>
    /// <returns>True if there is a next execution; false if all were run.</returns>
    public bool Next()
    {
        _at = 0;
        while (_path.Count > 0)
        {
            var (chosen, options) = _path[^1];
            if (chosen + 1 < options)
            {
                _path[^1] = (chosen + 1, options);
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }
}
