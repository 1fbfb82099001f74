namespace HostedRuntime.Testing;

/// <summary>
/// The faults that a body wants to meet: aborts of its tasks, exceptions and delays at its points. Plan them at the beginning of the body.
/// </summary>
public sealed class FaultPlan
{
    private readonly List<(string Task, int Wait)> _aborts = [];
    private readonly List<string> _anyAborts = [];
    private readonly List<(string Point, Exception Error, int Occurrence)> _errors = [];
    private readonly List<(string Point, TimeSpan By)> _delays = [];
    private readonly Dictionary<string, int> _reached = [];

    internal FaultPlan()
    {
    }

    internal bool IsPlanned => _aborts.Count > 0 || _anyAborts.Count > 0;

    /// <summary>True once a task was aborted by this plan.</summary>
    internal bool HasAborted { get; private set; }

    /// <summary>Aborts a task at one of its waits, as <see cref="JoinHandle.Abort"/> does.</summary>
    /// <param name="task">The name of the task.</param>
    /// <param name="atWait">The number of the wait in a primitive of the runtime, from 1 on.</param>
    /// <returns>This plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atWait"/> is below 1.</exception>
    public FaultPlan Abort(string task, int atWait)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(atWait, 1);
        _aborts.Add((task, atWait));
        return this;
    }

    /// <summary>Aborts a task once, at a wait that the schedule chooses, or not at all.</summary>
    /// <param name="task">The name of the task.</param>
    /// <returns>This plan.</returns>
    public FaultPlan AnyAbort(string task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _anyAborts.Add(task);
        return this;
    }

    /// <summary>Throws an exception at a call of <see cref="ConcurrencyRun.Point"/>.</summary>
    /// <param name="point">The label of the point.</param>
    /// <param name="error">The exception.</param>
    /// <param name="occurrence">At which call with that label, from 1 on.</param>
    /// <returns>This plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="occurrence"/> is below 1.</exception>
    public FaultPlan Throw(string point, Exception error, int occurrence = 1)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(error);
        ArgumentOutOfRangeException.ThrowIfLessThan(occurrence, 1);
        _errors.Add((point, error, occurrence));
        return this;
    }

    /// <summary>Delays each call of <see cref="ConcurrencyRun.Point"/> with a label, in virtual time.</summary>
    /// <param name="point">The label of the point.</param>
    /// <param name="by">How long the call takes.</param>
    /// <returns>This plan.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public FaultPlan Delay(string point, TimeSpan by)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        _delays.Add((point, by));
        return this;
    }

    /// <summary>Returns whether a task that has begun a wait is aborted in it.</summary>
    internal bool AbortsAt(TaskEntry entry, Driver driver)
    {
        if (entry.Task.Name is not { } name)
            return false;
        var aborts = _aborts.Remove((name, entry.Waits));
        if (!aborts && _anyAborts.Contains(name) && driver.ChooseAbort())
        {
            _anyAborts.Remove(name);
            aborts = true;
        }

        HasAborted |= aborts;
        return aborts;
    }

    /// <summary>Applies what is planned for a point.</summary>
    internal void OnPoint(string label, Driver driver)
    {
        if (_errors.Count == 0 && _delays.Count == 0)
            return;
        var occurrence = _reached[label] = _reached.GetValueOrDefault(label) + 1;
        foreach (var (point, by) in _delays)
        {
            if (point == label)
                driver.DelayHere(by);
        }

        foreach (var (point, error, at) in _errors)
        {
            if (point == label && at == occurrence)
                throw error;
        }
    }
}
