namespace Starvation.Service;

/// <summary>A vendor's client without async methods. A call blocks its thread until the answer is there.</summary>
internal sealed class Vendor
{
    /// <summary>How long a call takes now.</summary>
    public TimeSpan CallTime { get; set; } = TimeSpan.FromMilliseconds(10);

    public void Reserve() => Thread.Sleep(CallTime);
}
