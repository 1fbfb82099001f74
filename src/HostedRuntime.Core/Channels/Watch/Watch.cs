namespace HostedRuntime.Channels;

/// <summary>
/// Creates values that can be watched: configuration, progress, a state. Receivers can wait for changes. Only the latest value is kept.
/// </summary>
public static class Watch
{
    /// <summary>Creates a value to watch.</summary>
    /// <param name="initial">The first value. It counts as seen by the receiver, which therefore waits for the next value.</param>
    /// <param name="name">The name in snapshots, in which a named channel is listed even while it is idle. Null for none.</param>
    /// <typeparam name="T">The type of the value. Do not change the object that a value refers to; send another value instead.</typeparam>
    /// <returns>
    /// Both ends. Clone the sender to get more senders. <see cref="WatchSender{T}.Subscribe"/> and <see cref="WatchReceiver{T}.Clone"/>
    /// create more receivers.
    /// </returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <remarks>The semantics are those of tokio's <c>sync::watch</c>.</remarks>
    public static (WatchSender<T> Sender, WatchReceiver<T> Receiver) Create<T>(T initial, string? name = null)
    {
        var core = new WatchCore<T>(initial, name);
        return (new WatchSender<T>(core), core.Subscribe());
    }
}
