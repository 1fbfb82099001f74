namespace HostedRuntime.Time;

/// <summary>What stands in a <see cref="TimerWheel"/>: its links there. All of it is owned by the lock of the wheel.</summary>
internal abstract class WheelEntry
{
    /// <summary>In no list.</summary>
    public const int Nowhere = -1;

    internal WheelEntry? Next, Previous;

    /// <summary>The number of the list in which it stands.</summary>
    internal int Place = Nowhere;

    /// <summary>When it is due.</summary>
    internal long Tick;
}
