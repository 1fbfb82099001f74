namespace HostedRuntime.Diagnostics;

/// <summary>How urgent a lint is.</summary>
public enum LintSeverity
{
    /// <summary>Something may be wrong, or costs performance.</summary>
    Info,

    /// <summary>Something is probably wrong.</summary>
    Warning,

    /// <summary>Something does not go on.</summary>
    Error,
}

/// <summary>A likely mistake in a running program.</summary>
public sealed record RuntimeLint
{
    /// <summary>The stable code, such as "HR005".</summary>
    public required string Code { get; init; }

    /// <summary>How urgent it is.</summary>
    public LintSeverity Severity { get; init; }

    /// <summary>The task that it is about; null if it is about none.</summary>
    public long? TaskId { get; init; }

    /// <summary>The resource that it is about; null if it is about none.</summary>
    public ResourceRef? Resource { get; init; }

    /// <summary>How long it has lasted at least; null if that is not known.</summary>
    public TimeSpan? Lasted { get; init; }

    /// <summary>How many cases there are.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The finding, as a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The advice, as a sentence.</summary>
    public required string Advice { get; init; }
}
