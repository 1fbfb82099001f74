namespace HostedRuntime.Waiting;

/// <summary>
/// Refuses the <c>Blocking...</c> forms on a worker that has its core, and inside the body of a BlockOn. Other tasks, or other branches of
/// that body, need the thread. On the blocking pool, the ThreadPool and inside BlockInPlace they are allowed.
/// </summary>
internal static class BlockingGuard
{
    /// <summary>
    /// True on the thread of a worker while it has its core, also between two polls, for example in a hook. Cleared while a body blocks in
    /// place, and once the core was given to another thread.
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
