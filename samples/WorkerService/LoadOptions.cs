namespace WorkerService;

/// <summary>The section <c>Load</c>.</summary>
internal sealed class LoadOptions
{
    public int Calls { get; set; }

    public TimeSpan CallTime { get; set; }

    public int Requests { get; set; }

    public TimeSpan Interval { get; set; }
}
