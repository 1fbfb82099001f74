namespace HostedRuntime.Diagnostics;

/// <summary>The facts that a span tells of its task at the first poll.</summary>
/// <param name="Runtime">The name of the runtime.</param>
/// <param name="Id">The number of the task.</param>
/// <param name="Name">The name of the task; null if it has none.</param>
/// <param name="IsBlocking">Whether a thread of the blocking pool runs the task.</param>
/// <param name="IsDetached">Whether the task is detached already. Then its span is a root.</param>
/// <param name="File">The file that spawned the task, without its folder.</param>
/// <param name="Line">The line there.</param>
internal readonly record struct TaskSpanStart(string Runtime, long Id, string? Name, bool IsBlocking, bool IsDetached, string File, int Line)
{
    /// <summary>The name of the span. Without a name of the task it is the spawn site, which all tasks of that site share.</summary>
    public string SpanName => Name ?? $"task {File}:{Line}";
}

/// <summary>The facts that a span tells of its task at the end.</summary>
/// <param name="Outcome">The outcome, in the words of the metrics.</param>
/// <param name="Polls">How often the task was polled.</param>
/// <param name="IsDetached">Whether the task was detached before its end.</param>
/// <param name="Fault">The exception of a body that threw; otherwise null.</param>
internal readonly record struct TaskSpanEnd(string Outcome, int Polls, bool IsDetached, Exception? Fault);
