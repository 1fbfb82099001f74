namespace HostedRuntime.Time;

/// <summary>An entry of a <see cref="TimerWheel"/>, with its links. Guarded by the lock of the wheel.</summary>
internal abstract class WheelEntry
{
    /// <summary>The entry is in no list.</summary>
    public const int Nowhere = -1;

    internal WheelEntry? Next, Previous;

    /// <summary>The number of the list that the entry is in.</summary>
    internal int Place = Nowhere;

    /// <summary>The tick at which the entry is due.</summary>
    internal long Tick;
}
