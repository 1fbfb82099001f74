namespace HostedRuntime.Testing;

/// <summary>Runs the body of a test once for each schedule. Its members run on the thread of a seat.</summary>
internal sealed class ScheduleRunner(Driver driver, Func<ConcurrencyRun, Task> body, string file, int line, string? abortedTask)
{
    /// <summary>The causes for which the same choices lead to other steps, as the end of a message.</summary>
    public const string OtherCauses =
        "The body depends on something other than the schedule: a static field that lives on, Guid.NewGuid, Random, the order of a hash set, the time of day, a thread of its own, or a lock that code outside of the test holds, such as a test that runs in parallel.";

    public Driver Driver => driver;

    /// <summary>The runs so far, also those that verify or minimize.</summary>
    public int Runs { get; private set; }

    /// <summary>Runs the body.</summary>
    /// <param name="strategy">Makes the choices.</param>
    /// <param name="seed">The seed of the strategy.</param>
    /// <param name="trace">Gets the steps; null if nothing is recorded.</param>
    public RunResult Run(Strategy strategy, ulong seed, TraceRecorder? trace = null)
    {
        Runs++;
        RunFailure? failure = null;
        strategy.Begin(seed);
        driver.Reset("test", VirtualTime.DefaultStart, strategy, trace);
        if (abortedTask is not null)
            driver.Faults.AnyAbort(abortedTask);
        var run = new ConcurrencyRun(driver);
        var root = driver.Engine.Spawn(() => body(run) ?? throw new InvalidOperationException("The body of the test returned null in place of a Task."), new SpawnOptions { Name = "test" }, file, line);
        driver.RunUntil(() => root.IsEnded);
        failure = driver.Failure;
        if (failure is null)
        {
            // The order matters: a fault of the body explains what it has left behind.
            failure = driver.FindFault(root) ?? driver.FindLeftovers(root, first: 0);
        }

        driver.Close();
        var result = new RunResult(failure, [.. driver.Choices], driver.Hash, driver.Steps, driver.Preemptions, driver.Faults.HasAborted);
        strategy.End(driver);
        return result;
    }

    /// <summary>Runs recorded choices again.</summary>
    public RunResult Replay(IReadOnlyList<int> choices, TraceRecorder? trace = null) => Run(new ReplayStrategy(choices), 0, trace);

    /// <summary>Runs recorded choices again, and compares the steps.</summary>
    /// <param name="choices">The choices.</param>
    /// <param name="before">The steps of the first run.</param>
    /// <param name="first">The result of the first run.</param>
    /// <returns>The failure if the second run took other steps; otherwise null.</returns>
    public RunFailure? Compare(IReadOnlyList<int> choices, TraceRecorder before, RunResult first)
    {
        var after = new TraceRecorder(hasPlaces: false);
        var second = Replay(choices, after);
        var common = Math.Min(before.Steps.Count, after.Steps.Count);
        var at = 0;
        while (at < common && before.Steps[at].Text == after.Steps[at].Text)
            at++;
        if (at == common && before.Steps.Count == after.Steps.Count && first.Failure?.Signature == second.Failure?.Signature)
            return null;
        var was = at < before.Steps.Count ? before.Steps[at].Text : first.Failure is null ? "the body ended well" : first.Failure.Message;
        var then = at < after.Steps.Count ? after.Steps[at].Text : second.Failure is null ? "the body ended well" : second.Failure.Message;
        return new RunFailure(
            FailureKind.NotDeterministic,
            $"The same choices led to other steps, from step {at + 1} on. First: {was}. Then: {then}. {OtherCauses}",
            null,
            at + 1,
            "not deterministic");
    }
}
