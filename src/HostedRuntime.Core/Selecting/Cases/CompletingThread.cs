using System.Runtime.CompilerServices;

namespace HostedRuntime.Selecting;

/// <summary>Runs a callback at the end of a foreign wait, on the thread that ends it. So the ThreadPool is not needed.</summary>
/// <remarks>
/// <para>The BCL queues a callback without a context to the ThreadPool if the source wants that, or if the completing thread has a context,
/// as each worker has. To a captured context it posts at once, on the completing thread. So this object is the captured context.</para>
/// <para>Only for callbacks that run no code of users.</para>
/// </remarks>
internal sealed class CompletingThread : SynchronizationContext
{
    private static readonly CompletingThread s_context = new();

    private CompletingThread()
    {
    }

    /// <summary>Adds a callback, which runs inside this call if the wait has just ended.</summary>
    public static void OnCompleted<TAwaiter>(TAwaiter awaiter, Action callback) where TAwaiter : ICriticalNotifyCompletion
    {
        var outer = Current;
        SetSynchronizationContext(s_context);
        try
        {
            awaiter.UnsafeOnCompleted(callback);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
