using System.Globalization;
using System.Text;

namespace HostedRuntime.Testing;

/// <summary>A failing schedule. Immutable.</summary>
public sealed class ConcurrencyFailure
{
    internal ConcurrencyFailure(RunFailure failure)
    {
        Kind = failure.Kind;
        Message = failure.Message;
        Exception = failure.Exception;
        Step = failure.Step;
    }

    /// <summary>Why the schedule failed.</summary>
    public FailureKind Kind { get; }

    /// <summary>A description of the failure, in the names of the tasks.</summary>
    public string Message { get; }

    /// <summary>The exception of the body, of a task, or of an invariant; null if there is none.</summary>
    public Exception? Exception { get; }

    /// <summary>The step at which the failure was found, counted from 1 on.</summary>
    public int Step { get; }

    /// <summary>The name of the test.</summary>
    public string Test { get; internal init; } = "";

    /// <summary>The number of the schedule in its exploration, from 1 on; 0 for a replay.</summary>
    public int ScheduleNumber { get; internal init; }

    /// <summary>The schedule as text, for <see cref="ConcurrencyTest.Replay"/> or <c>HOSTED_RUNTIME_TEST_REPLAY</c>.</summary>
    public string Schedule { get; internal init; } = "";

    /// <summary>How many choices of the schedule are not first come, first served.</summary>
    public int Deviations { get; internal init; }

    /// <summary>How many there were before the schedule was minimized.</summary>
    public int DeviationsFound { get; internal init; }

    /// <summary>How often a task was interrupted although it could go on.</summary>
    public int Preemptions { get; internal init; }

    /// <summary>The file into which the trace and the schedule were written; null if there is none.</summary>
    public string? File { get; internal set; }

    /// <summary>The steps of the schedule, in the names of the tasks and with the lines of their code.</summary>
    public IReadOnlyList<string> Trace { get; internal init; } = [];

    /// <summary>Returns the message, the way to replay the schedule, and its steps.</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString()
    {
        // A longer trace hides the end of it, which matters most.
        const int MostSteps = 200;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Kind} in {Test}");
        if (ScheduleNumber > 0)
            text.Append(CultureInfo.InvariantCulture, $", schedule {ScheduleNumber}");
        if (DeviationsFound > Deviations)
            text.Append(CultureInfo.InvariantCulture, $", minimized from {DeviationsFound} choices other than first come, first served to {Deviations}");
        text.Append(".\n").Append(Message);
        text.Append("\nreplay: ConcurrencyTest.Replay(\"").Append(Schedule).Append("\", body), or HOSTED_RUNTIME_TEST_REPLAY=").Append(File ?? Schedule);
        if (Trace.Count > MostSteps)
            text.Append(CultureInfo.InvariantCulture, $"\n  ... {Trace.Count - MostSteps} steps left out");
        foreach (var step in Trace.Skip(Math.Max(0, Trace.Count - MostSteps)))
            text.Append('\n').Append(step);
        return text.ToString();
    }
}
