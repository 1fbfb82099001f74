namespace HostedRuntime.Channels;

/// <summary>A channel for one value: the reply to a request, the result of something that is no task.</summary>
public static class Oneshot
{
    /// <summary>A channel for one value. One allocation; waiting for the value adds none.</summary>
    /// <typeparam name="T">What is sent.</typeparam>
    /// <returns>Both ends. Dispose the sender when it may end without sending, or its receiver waits for ever.</returns>
    public static (OneshotSender<T> Sender, OneshotReceiver<T> Receiver) Create<T>()
    {
        var core = new OneshotCore<T>();
        return (new(core), new(core));
    }
}
