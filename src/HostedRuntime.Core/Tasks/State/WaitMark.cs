namespace HostedRuntime.Tasks;

/// <summary>
/// Notes for one suspended task since when it has not been polled, as far as the sampler has seen. So no clock is read on the way into a
/// wait. Written by the sampler, and cleared under the lock of the list when a task takes the place. A racing read may find an older note,
/// which the comparison of the polls makes harmless.
/// </summary>
internal struct WaitMark
{
    private int _polls;

    /// <summary>On the coarse clock; zero if no look has found the task yet.</summary>
    private uint _since;
    private bool _isSettled;

    /// <summary>Notes one look of the sampler.</summary>
    /// <returns>True if this is the second look that finds the task with this number of polls; otherwise false.</returns>
    public bool IsSettledBy(int polls, uint now)
    {
        if (_since == 0 || _polls != polls)
        {
            _polls = polls;
            _since = now;
            _isSettled = false;
            return false;
        }

        var isSecond = !_isSettled;
        _isSettled = true;
        return isSecond;
    }

    /// <summary>The time of the first look that found this number of polls; zero if none did.</summary>
    public readonly uint SinceIfStill(int polls) => _polls == polls ? _since : 0;
}
