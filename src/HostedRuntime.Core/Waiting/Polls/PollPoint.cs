namespace HostedRuntime.Waiting;

/// <summary>
/// A point of a scheduler for tests inside the polls of a thread: other tasks may run before an operation, and during a blocking wait.
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

    /// <summary>Returns a seed for random choices of the engine, other than zero.</summary>
    public abstract uint Seed();
}
