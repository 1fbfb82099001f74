using HostedRuntime.Exploring;

namespace System.Threading;

/// <summary>Replaces the BCL's ThreadPool. Each work item becomes one more thread of the execution.</summary>
internal static class ThreadPool
{
    /// <summary>Always two threads, which are idle.</summary>
    public static int ThreadCount => 2;

    public static void GetMaxThreads(out int workers, out int completions) => workers = completions = 1;

    public static void GetAvailableThreads(out int workers, out int completions) => workers = completions = 1;

    public static bool UnsafeQueueUserWorkItem<TState>(Action<TState> work, TState state, bool preferLocal) => Queue(() => work(state));

    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem work, bool preferLocal) => Queue(work.Execute);

    private static bool Queue(Action work)
    {
        if (ModelThread.Current is not { } thread)
            throw new NotSupportedException("Only threads of a model can queue work.");
        thread.Execution.Point(thread);
        thread.Execution.Memory.Drain(thread);
        thread.Execution.Add("pool", work, mayStayBlocked: false);
        return true;
    }
}
