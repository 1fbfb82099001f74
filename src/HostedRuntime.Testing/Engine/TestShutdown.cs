namespace HostedRuntime.Testing;

/// <summary>Ends a test runtime as a part of its schedule: on a seat of its driver, and in virtual time.</summary>
internal sealed class TestShutdown(TestEngine engine, Driver driver) : RuntimeShutdown(engine)
{
    /// <summary>The seat that runs the steps of the end while it waits for tasks; otherwise null.</summary>
    private Seat? _waiting;

    public override void Start(string threadName)
    {
    }

    public override void Release()
    {
    }

    public override void Dismiss()
    {
    }

    public override void OnTaskEnded() => Wake();

    protected override void Launch(Action end, bool hasStarted) => driver.Push(engine, end);

    protected override long Timestamp() => engine.Time.GetTimestamp();

    protected override TimeSpan Elapsed(long start) => engine.Time.GetElapsedTime(start);

    protected override void AwaitChange(Func<bool> isOver, TimeSpan most)
    {
        if (isOver() || Seat.Current is not { } seat)
            return;
        // The ends of tasks come on other seats, which wait while this one runs. So none is missed between the look and the wait.
        _waiting = seat;
        using var limit = engine.Time.CreateTimer(_ => Wake(), null, most, Timeout.InfiniteTimeSpan);
        driver.Park(seat);
    }

    protected override void RunAside(string threadName, TimeSpan timeout, Action call) => call();

    protected override void StartAside(string threadName, Action call) => call();

    protected override IEnumerable<RuntimeTask> InAbortOrder(IEnumerable<RuntimeTask> tasks) => driver.Tasks.InOrder(tasks);

    private void Wake()
    {
        if (Interlocked.Exchange(ref _waiting, null) is { } seat)
            driver.Push(engine, seat);
    }
}
