namespace Starvation.Service;

/// <summary>The section <c>Service</c>.</summary>
internal sealed class ServiceOptions
{
    /// <summary>The address of the vendor and of the mail server.</summary>
    public Uri? Dependency { get; set; }

    public int QueueCapacity { get; set; }

    public int ConcurrentMails { get; set; }

    public int Regions { get; set; }

    public TimeSpan ReportInterval { get; set; }

    /// <summary>The minimum of the ThreadPool; 0 keeps the default, which is the number of processors.</summary>
    public int MinThreads { get; set; }

    /// <summary>Whether the SDK waits for async code inside, as many do, instead of blocking in the socket.</summary>
    public bool VendorIsSyncOverAsync { get; set; }
}
