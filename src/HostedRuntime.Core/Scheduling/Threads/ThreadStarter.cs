using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Starts every thread of the engine. A start can fail because the system has no thread left, by a limit of the user or of the container.
/// So each caller starts the thread before it changes its state, or undoes the change, and handles the refusal.
/// </summary>
internal static class ThreadStarter
{
    private static readonly Lock s_gate = new();

    /// <summary>
    /// Functions of tests that make starts fail; otherwise empty. The array is replaced under the lock and never modified.
    /// </summary>
    private static Func<string, bool>[] s_refusals = [];

    /// <summary>Starts a thread.</summary>
    /// <returns>True if it was started; false if the system has no thread left. The object cannot be started again then.</returns>
    public static bool TryStart(Thread thread)
    {
        foreach (var refuses in s_refusals)
        {
            if (refuses(thread.Name ?? ""))
                return false;
        }

        try
        {
            thread.UnsafeStart();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    /// <summary>Starts a thread, or throws if that fails.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread left.</exception>
    public static void Start(Thread thread, string purpose)
    {
        if (!TryStart(thread))
            throw new ThreadUnavailableException(purpose, thread.Name);
    }

    /// <summary>Queues work to the ThreadPool if enough of its threads are idle. Used if the system has no thread left.</summary>
    /// <remarks>
    /// The pool must not have to create a thread then, because a failure of that ends the process. Whenever a pool thread dequeues an item,
    /// the pool requests one more thread, so two threads have to be idle.
    /// </remarks>
    /// <returns>True if the work was queued; false if fewer threads are idle.</returns>
    public static bool TryBorrow<TState>(Action<TState> work, TState state)
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return ThreadPool.ThreadCount >= most - free + 2 && ThreadPool.UnsafeQueueUserWorkItem(work, state, preferLocal: false);
    }

    /// <summary>
    /// Makes starts fail in tests, until the returned object is disposed. If the function returns true for a thread's name, the start fails
    /// as if the system had no thread left.
    /// </summary>
    public static IDisposable Refuse(Func<string, bool> refuses)
    {
        using (s_gate.Hold())
            s_refusals = [.. s_refusals, refuses];
        return new Refusal(refuses);
    }

    private sealed class Refusal(Func<string, bool> refuses) : IDisposable
    {
        public void Dispose()
        {
            using (s_gate.Hold())
                s_refusals = [.. s_refusals.Where(other => other != refuses)];
        }
    }
}
