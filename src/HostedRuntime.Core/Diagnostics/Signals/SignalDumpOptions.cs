namespace HostedRuntime.Diagnostics;

/// <summary>Says where <see cref="SignalDump"/> writes, and what. Immutable.</summary>
public sealed record SignalDumpOptions
{
    private readonly string? _filePattern;

    /// <summary>The path of the file that a signal writes. <c>{pid}</c> and <c>{time}</c> in it are replaced.</summary>
    /// <value>
    /// Null by default: standard error. <c>{pid}</c> is the id of the process, <c>{time}</c> the moment of the dump in UTC, such as
    /// <c>20261129-031500-042</c>. A relative path begins at the current directory at the time of the registration. Missing folders are
    /// made. A file that exists is appended to.
    /// </value>
    /// <exception cref="ArgumentException">
    /// The pattern is empty, names a folder, or has a brace that belongs to neither placeholder. The message says which.
    /// </exception>
    public string? FilePattern
    {
        get => _filePattern;
        init
        {
            if (value is not null)
                DumpFileName.Check(value);
            _filePattern = value;
        }
    }

    /// <summary>The contents of each snapshot.</summary>
    /// <value>The defaults of <see cref="SnapshotOptions"/>.</value>
    public SnapshotOptions Snapshot { get; init; } = new();
}
