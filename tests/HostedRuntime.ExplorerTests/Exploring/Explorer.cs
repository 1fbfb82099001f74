using System.Runtime.ExceptionServices;

namespace HostedRuntime.Exploring;

/// <summary>
/// Searches the executions of a model for a failure. Only one search may run in a process at a time, because state that it watches may be
/// static.
/// </summary>
internal static class Explorer
{
    // If a model thread unwinds out of a continuation of the BCL, a catch block there rethrows the exception on the ThreadPool. That would
    // end the process before the failure is reported.
    static Explorer() => ExceptionHandling.SetUnhandledExceptionHandler(static exception => exception is ExecutionEndedException);

    /// <summary>Runs all executions within the limits.</summary>
    /// <returns>The first failure, or null if there is none.</returns>
    public static ExplorerFailure? Exhaust(Func<Model> make, Limits? limits = null) => Exhaust(make, limits, out _);

    /// <inheritdoc cref="Exhaust(Func{Model}, Limits?)" />
    public static ExplorerFailure? Exhaust(Func<Model> make, Limits? limits, out int executions)
    {
        limits ??= Limits.Default;
        using var here = OneProcessor.Enter();
        var chooser = new DepthFirst();
        executions = 0;
        do
        {
            executions++;
            using var execution = new Execution(limits, chooser, trace: null);
            if (execution.Run(make) is not null)
                return Describe(make, limits, execution, $"in execution {executions} of the exhaustive search");
        }
        while (chooser.Next());
        return null;
    }

    /// <summary>Runs one random execution for each seed, without a limit of preemptions, stale reads and early timeouts.</summary>
    /// <returns>The first failure, or null if there is none.</returns>
    public static ExplorerFailure? Sample(Func<Model> make, int seeds = 10_000, Limits? limits = null)
    {
        limits = Unbounded(limits ?? Limits.Default);
        using var here = OneProcessor.Enter();
        for (var seed = 0; seed < seeds; seed++)
        {
            using var execution = new Execution(limits, new RandomWalk(seed), trace: null);
            if (execution.Run(make) is not null)
                return Describe(make, limits, execution, $"with seed {seed}");
        }

        return null;
    }

    /// <summary>Repeats the execution with these decisions.</summary>
    /// <returns>The failure, or null if the execution succeeds now.</returns>
    public static ExplorerFailure? Replay(Func<Model> make, string decisions, Limits? limits = null)
    {
        limits = Unbounded(limits ?? Limits.Default);
        var trace = new Trace();
        using var execution = new Execution(limits, new Replay(Decisions.Parse(decisions)), trace);
        return execution.Run(make) is { } message
            ? new ExplorerFailure(make().GetType().Name, message, decisions, "before", trace.ToString())
            : null;
    }

    private static ExplorerFailure Describe(Func<Model> make, Limits limits, Execution failed, string found)
    {
        var trace = new Trace();
        using var repeated = new Execution(limits, new Replay(failed.Decisions), trace);
        var again = repeated.Run(make);
        return new ExplorerFailure(
            make().GetType().Name,
            again == failed.Failure ? failed.Failure! : $"{failed.Failure} (When repeated: {again ?? "nothing"}.)",
            failed.Decisions.ToString(),
            found,
            trace.ToString());
    }

    private static Limits Unbounded(Limits limits) => limits with { Preemptions = int.MaxValue, StaleReads = int.MaxValue, EarlyTimeouts = int.MaxValue };
}
