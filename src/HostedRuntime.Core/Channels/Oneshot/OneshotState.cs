namespace HostedRuntime.Channels;

/// <summary>
/// The named states of a oneshot. Its state is one of these, or null (open, no read waits), or a read (open, the read waits unless it was
/// given up).
/// </summary>
internal sealed class OneshotState
{
    /// <summary>
    /// The sender is storing the value. This lasts for two stores, as short as a lock, so a thread that needs the outcome spins.
    /// </summary>
    public static readonly OneshotState Sending = new("sending");

    /// <summary>The value is there.</summary>
    public static readonly OneshotState Sent = new("sent");

    /// <summary>The value is there, and the receiver closed its end.</summary>
    public static readonly OneshotState ClosedWithValue = new("left");

    /// <summary>The value was read or dropped.</summary>
    public static readonly OneshotState Taken = new("taken");

    /// <summary>The sender ended without a value.</summary>
    public static readonly OneshotState SenderDropped = new("unsent");

    /// <summary>The receiver closed its end before there was a value.</summary>
    public static readonly OneshotState Closed = new("closed");

    private readonly string _name;

    private OneshotState(string name) => _name = name;

    public override string ToString() => _name;
}
