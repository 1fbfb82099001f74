namespace HostedRuntime.Waiting;

/// <summary>
/// What a scheduler for tests adds inside polls of a thread: it may run other tasks before an operation, and in place of a blocking wait.
/// Usually a thread has none.
/// </summary>
/// <remarks>
/// Such a scheduler polls with a budget of zero, so that each operation takes the path of a spent budget. Only that path and the blocking
/// waits look for this object, so other schedulers do not pay for it.
/// </remarks>
internal abstract class PollPoint
{
    /// <summary>Called before each operation of a poll that has no budget. Other tasks may run before it returns.</summary>
    /// <returns>True if the operation goes on in this poll; false if it has to complete in a later poll.</returns>
    public abstract bool Reach();

    /// <summary>Waits until the gate is set. Other tasks run meanwhile.</summary>
    /// <returns>True if the gate is set; false if the thread has to block for it.</returns>
    public abstract bool TryWait(ThreadGate gate);
}
