namespace HostedRuntime.Testing;

/// <summary>
/// A test has failed: a schedule of a <see cref="ConcurrencyTest"/>, or the end of a body of a <see cref="TestRuntime"/>.
/// </summary>
/// <remarks>
/// The message has the failure, the line to replay it, and the trace. The inner exception is that of the body, if it threw.
/// </remarks>
public sealed class ConcurrencyTestException : Exception
{
    internal ConcurrencyTestException(FailureKind kind, string message, Exception? inner) : base(message, inner) => Kind = kind;

    internal ConcurrencyTestException(ConcurrencyReport report)
        : this(report.Failure!.Kind, report.Failure.ToString(), report.Failure.Exception) => Report = report;

    /// <summary>Why the test failed.</summary>
    public FailureKind Kind { get; }

    /// <summary>The exploration that has found the failure; null for a <see cref="TestRuntime"/>.</summary>
    public ConcurrencyReport? Report { get; }
}
