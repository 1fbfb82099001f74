namespace HostedRuntime.Exploring;

/// <summary>
/// A small situation to explore. Its constructor creates fresh state and adds the threads, and <see cref="Check"/> checks the state that
/// they leave. Everything in it must depend on the schedule alone: no clock, no random numbers, no other threads.
/// </summary>
internal abstract class Model
{
    private readonly List<(string Name, Action Body, bool MayStayBlocked)> _threads = [];

    public IReadOnlyList<(string Name, Action Body, bool MayStayBlocked)> Threads => _threads;

    /// <summary>Throws if the final state is wrong. Called when all threads have ended and every store has reached memory.</summary>
    public virtual void Check()
    {
    }

    /// <summary>Blocks the calling model thread until the condition holds. The condition may only read plain fields.</summary>
    protected static void Until(string what, Func<bool> condition)
    {
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, what, condition);
    }

    /// <summary>Adds a thread.</summary>
    /// <param name="name">The name in the trace.</param>
    /// <param name="body">The code of the thread.</param>
    /// <param name="mayStayBlocked">True if it is no deadlock when this thread waits for ever; <see cref="Check"/> decides then.</param>
    protected void Thread(string name, Action body, bool mayStayBlocked = false) => _threads.Add((name, body, mayStayBlocked));
}
