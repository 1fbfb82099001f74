namespace HostedRuntime.Channels;

/// <summary>A value that changes, and receivers that want to know when: configuration, progress, a state. Only the latest value is kept.</summary>
public static class Watch
{
    /// <summary>A value to watch.</summary>
    /// <param name="initial">The value at first. The receiver has seen it: it waits for another.</param>
    /// <typeparam name="T">The value's type. What the value refers to is not to be changed: send another.</typeparam>
    /// <returns>
    /// Both ends. Clone the sender for further senders; further receivers come from <see cref="WatchSender{T}.Subscribe"/> and <see
    /// cref="WatchReceiver{T}.Clone"/>.
    /// </returns>
    /// <remarks>Semantics are tokio's <c>sync::watch</c>.</remarks>
    public static (WatchSender<T> Sender, WatchReceiver<T> Receiver) Create<T>(T initial)
    {
        var core = new WatchCore<T>(initial);
        return (new WatchSender<T>(core), core.Subscribe());
    }
}
