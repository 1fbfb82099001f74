namespace HostedRuntime.Channels;

/// <summary>How far an end of the queue came on its own, with its own gate alone.</summary>
internal enum Passage
{
    Done,

    /// <summary>No room there, or no item here, and nothing else to be said.</summary>
    Blocked,

    /// <summary>Somebody waits, something ended, or a segment does: both gates are needed.</summary>
    NeedsBoth,
}
