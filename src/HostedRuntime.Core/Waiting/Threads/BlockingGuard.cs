namespace HostedRuntime.Waiting;

/// <summary>Refuses the <c>Blocking...</c> forms on threads that run tasks: workers, and the thread of a BlockOn.</summary>
internal static class BlockingGuard
{
    /// <summary>
    /// True on a worker's thread for its whole life. Also between two polls, for example in a hook, a worker must not wait.
    /// </summary>
    [ThreadStatic]
    public static bool IsWorkerThread;

    public static void Check(string member, string instead)
    {
        if (IsWorkerThread)
        {
            throw new InvalidOperationException(
                $"{member} was called on a worker thread. A worker that waits runs no other tasks, perhaps not even the one it waits for. Await {instead} instead, or do the waiting in SpawnBlocking.");
        }

        if (ThreadContext.CurrentOrNull is { PollsAlone: true, BlocksInPlace: false })
        {
            throw new InvalidOperationException(
                $"{member} was called inside the body of a BlockOn. Its thread, which alone runs that body, might wait for what another branch of it holds. Await {instead} instead, or do the waiting in SpawnBlocking or inside BlockInPlace.");
        }
    }
}
