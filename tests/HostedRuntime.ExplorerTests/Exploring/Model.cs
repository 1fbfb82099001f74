namespace HostedRuntime.Exploring;

/// <summary>
/// One small situation: its constructor builds fresh state and names the threads, <see cref="Check"/> looks at what they left.
/// Everything in it must depend on the schedule alone: no clock, no random numbers, no threads of others.
/// </summary>
internal abstract class Model
{
    private readonly List<(string Name, Action Body, bool MayStayBlocked)> _threads = [];

    public IReadOnlyList<(string Name, Action Body, bool MayStayBlocked)> Threads => _threads;

    /// <summary>After all threads ended and every store reached memory. Throws when something is wrong.</summary>
    public virtual void Check()
    {
    }

    /// <summary>Blocks the model thread that calls it until the condition holds; what it reads has to be what threads left plainly behind.</summary>
    protected static void Until(string what, Func<bool> condition)
    {
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, what, condition);
    }

    /// <param name="name">For the trace.</param>
    /// <param name="body">What the thread does.</param>
    /// <param name="mayStayBlocked">It is no deadlock when this thread waits for ever; <see cref="Check"/> decides.</param>
    protected void Thread(string name, Action body, bool mayStayBlocked = false) => _threads.Add((name, body, mayStayBlocked));
}
