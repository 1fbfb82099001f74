using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// The only place where a thread of ours starts. A start can fail: the system has no thread left (a limit of the user, or of a container).
/// So each caller starts first and changes its state after, or undoes what it did, and has an answer for the refusal.
/// </summary>
internal static class ThreadStarter
{
    private static readonly Lock s_gate = new();

    /// <summary>Replaced under the lock, never changed. Empty, except in tests.</summary>
    private static Func<string, bool>[] s_refusals = [];

    /// <summary>Starts a thread.</summary>
    /// <returns>False if the system has no thread for us. This object cannot be started again.</returns>
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

    /// <summary>Starts a thread without which the caller cannot go on.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread for us.</exception>
    public static void Start(Thread thread, string purpose)
    {
        if (!TryStart(thread))
            throw new ThreadUnavailableException(purpose, thread.Name);
    }

    /// <summary>
    /// Has work done by a thread of the ThreadPool that is at rest, where the system had none for us. The pool must not come to want a thread that
    /// it would have to make: where that fails, it ends the process. With each item that one thread takes out it asks for one more, so two have
    /// to be at rest.
    /// </summary>
    /// <returns>False if fewer are at rest: nothing has changed.</returns>
    public static bool TryBorrow<TState>(Action<TState> work, TState state)
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return ThreadPool.ThreadCount >= most - free + 2 && ThreadPool.UnsafeQueueUserWorkItem(work, state, preferLocal: false);
    }

    /// <summary>
    /// For tests: while the returned object is not disposed, a start fails where the function returns true for the thread's name, as it fails
    /// where the system has no thread.
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
