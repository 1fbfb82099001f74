namespace Starvation.Load;

/// <summary>The load of both forms: three phases of the same length, and in the second the vendor is slow.</summary>
internal sealed class LoadPlan
{
    public required TimeSpan Phase { get; init; }

    public int PingsPerSecond { get; init; } = 100;

    public int OrdersPerSecond { get; init; } = 40;

    public TimeSpan FastCall { get; init; } = TimeSpan.FromMilliseconds(10);

    public TimeSpan SlowCall { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Length => 3 * Phase;

    public bool IsSlow(TimeSpan at) => at >= Phase && at < 2 * Phase;
}
