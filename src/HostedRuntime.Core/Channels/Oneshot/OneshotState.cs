namespace HostedRuntime.Channels;

/// <summary>
/// Where a oneshot is, when its word holds none of null (open, nobody waits) and a read (open, that one waits, unless it was given up).
/// </summary>
internal sealed class OneshotState
{
    /// <summary>The sender is putting the value in. Lasts for two stores, as short as a lock: who needs to know the outcome spins.</summary>
    public static readonly OneshotState Sending = new("sending");

    /// <summary>The value is there.</summary>
    public static readonly OneshotState Sent = new("sent");

    /// <summary>The value is there, and the receiver closed its end.</summary>
    public static readonly OneshotState Left = new("left");

    /// <summary>The value was taken, handed over or dropped.</summary>
    public static readonly OneshotState Taken = new("taken");

    /// <summary>The sender ended without a value.</summary>
    public static readonly OneshotState Unsent = new("unsent");

    /// <summary>The receiver closed its end before there was a value.</summary>
    public static readonly OneshotState Closed = new("closed");

    private readonly string _name;

    private OneshotState(string name) => _name = name;

    public override string ToString() => _name;
}
