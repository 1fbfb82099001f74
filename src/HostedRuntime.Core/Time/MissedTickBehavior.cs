namespace HostedRuntime;

/// <summary>What an <see cref="Interval"/> does when ticks were missed: when one was taken more than 5 ms after it was due, for the code between two ticks took too long.</summary>
/// <remarks>Semantics, names and the 5 ms are tokio's.</remarks>
public enum MissedTickBehavior
{
    /// <summary>Those that were missed follow at once, one after another, until it has caught up: as many ticks as there were periods.</summary>
    Burst,

    /// <summary>The next is a whole period after the late one; all later ones move.</summary>
    Delay,

    /// <summary>Those that were missed are left out; the next is the first multiple of the period that is still to come.</summary>
    Skip,
}
