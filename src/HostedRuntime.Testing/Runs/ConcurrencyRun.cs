namespace HostedRuntime.Testing;

/// <summary>
/// One schedule of a <see cref="ConcurrencyTest"/>, as its body sees it. Each schedule has its own runtime and its own clock.
/// </summary>
public sealed class ConcurrencyRun
{
    private readonly Driver _driver;

    internal ConcurrencyRun(Driver driver)
    {
        _driver = driver;
        Runtime = driver.Engine;
        Time = driver.Time;
        Faults = driver.Faults;
        Random = new TestRandom(driver);
    }

    /// <summary>The runtime of the schedule. Spawn on it, or give it to the code under test.</summary>
    public IRuntimeHandle Runtime { get; }

    /// <summary>The clock of the runtime.</summary>
    public VirtualTime Time { get; }

    /// <summary>Random choices that are part of the schedule.</summary>
    public TestRandom Random { get; }

    /// <summary>The faults that the body wants to meet.</summary>
    public FaultPlan Faults { get; }

    /// <summary>Adds a condition that must hold after each step of each task.</summary>
    /// <param name="name">The name of the condition, for the failure.</param>
    /// <param name="holds">Returns true if it holds. It must not wait, and must not change anything.</param>
    public void Invariant(string name, Func<bool> holds)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(holds);
        _driver.AddInvariant(name, holds);
    }

    /// <summary>Waits until no task is ready. Time does not move meanwhile.</summary>
    /// <returns>A Task to await in a task of the test.</returns>
    public Task UntilIdleAsync() => _driver.UntilIdleAsync();

    /// <summary>
    /// A place at which another task may run. Synchronous code has none of its own: put one between two accesses to a field that tasks
    /// share without a lock.
    /// </summary>
    /// <param name="label">The name of the place in traces and fault plans; null for none.</param>
    public void Point(string? label = null)
    {
        if (!_driver.HasTurn || Seat.Current is not { } seat)
            return;
        _driver.Trace?.NoteLabel(label);
        seat.Reach();
        if (label is not null)
            Faults.OnPoint(label, _driver);
    }

    /// <summary>Adds a line to the trace of a failing schedule.</summary>
    /// <param name="message">The line.</param>
    public void Log(string message)
    {
        if (_driver.HasTurn)
            _driver.Trace?.Log(Seat.Current?.Polling is { } task ? _driver.Tasks.Of(task) : null, message);
    }
}
