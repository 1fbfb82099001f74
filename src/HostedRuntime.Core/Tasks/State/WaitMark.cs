namespace HostedRuntime.Tasks;

/// <summary>
/// Notes about one suspended task since when it has not been polled, and whether it is always busy. So no clock is read on the way into a
/// wait.
/// </summary>
/// <remarks>
/// Written by the sampler, and cleared under the lock of the list when a task takes the place. A racing read may find an older note, which
/// the comparison of the polls makes harmless.
/// </remarks>
internal struct WaitMark
{
    /// <summary>From this number of polls on between two looks, a second apart, a task is busy.</summary>
    private const uint LeastBusyPolls = 1000;

    private int _polls;

    /// <summary>The time of the first look with this number of polls, on the coarse clock; zero if there was none.</summary>
    private uint _since;
    private bool _isSettled;
    private byte _busyLooks;

    /// <summary>How many looks in a row found that the task was polled often and waited for nothing. Ends at 255.</summary>
    public readonly int BusyLooks => _busyLooks;

    /// <summary>Notes one look of the sampler.</summary>
    /// <returns>True if this is the second look that finds the task with this number of polls; otherwise false.</returns>
    public bool Note(RuntimeTask task, uint now)
    {
        var polls = task.Polls;
        if (_since != 0 && _polls == polls)
        {
            _busyLooks = 0;
            var isSecond = !_isSettled;
            _isSettled = true;
            return isSecond;
        }

        var isBusy = _since != 0 && unchecked((uint)(polls - _polls)) > LeastBusyPolls && !task.HasWait;
        _busyLooks = isBusy ? (byte)Math.Min(_busyLooks + 1, byte.MaxValue) : (byte)0;
        _polls = polls;
        _since = now;
        _isSettled = false;
        return false;
    }

    /// <summary>The time of the first look that found this number of polls; zero if none did.</summary>
    public readonly uint SinceIfStill(int polls) => _polls == polls ? _since : 0;
}
