using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>A spawned task that ends with a value. See <see cref="JoinHandle"/>.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public abstract class JoinHandle<T> : JoinHandle
{
    private protected JoinHandle(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site) : base(owner, body, options, site)
    {
    }

    /// <summary>The result of the body; written before the end is published.</summary>
    internal T? Result { get; private protected set; }

    /// <inheritdoc cref="JoinHandle.JoinAsync"/>
    public new ValueTask<JoinResult<T>> JoinAsync(CancellationToken cancellationToken = default)
        => JoinWait<JoinResult<T>>.Start(this, static task => new JoinResult<T>((JoinHandle<T>)task), cancellationToken);

    /// <inheritdoc cref="JoinHandle.WaitAsync(CancellationToken)"/>
    public new Task<T> WaitAsync(CancellationToken cancellationToken) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="JoinHandle.WaitAsync(TimeSpan, CancellationToken)"/>
    public new Task<T> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
        => TimedJoin.WaitAsync(this, static task => ((JoinHandle<T>)task).Result!, timeout, cancellationToken);

    /// <inheritdoc cref="JoinHandle.AsTask"/>
    public new Task<T> AsTask() => TaskBridge<T>.Of(this, static task => ((JoinHandle<T>)task).Result!);

    /// <inheritdoc cref="JoinHandle.GetAwaiter"/>
    public new JoinAwaiter<T> GetAwaiter() => new(this);

    private protected sealed override Task AsTaskCore() => AsTask();
}
