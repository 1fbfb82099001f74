using System.ComponentModel.DataAnnotations;

namespace HostedRuntimeApp.Jobs;

/// <summary>The section <c>AsyncRuntime:Plugins:Job</c>. A value outside its range keeps the host from starting.</summary>
internal sealed class QueueOptions
{
    /// <summary>How many jobs may wait; a further one waits for a place.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 100;
}
