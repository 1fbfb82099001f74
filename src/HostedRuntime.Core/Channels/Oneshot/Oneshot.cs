namespace HostedRuntime.Channels;

/// <summary>Creates channels for one value: the reply to a request, or a result that no task produces.</summary>
public static class Oneshot
{
    /// <summary>Creates a channel for one value. It takes one allocation, and waiting for the value adds none.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <returns>Both ends. If the sender may end without sending, dispose it; otherwise its receiver waits for ever.</returns>
    public static (OneshotSender<T> Sender, OneshotReceiver<T> Receiver) Create<T>()
    {
        var core = new OneshotCore<T>();
        return (new(core), new(core));
    }
}
