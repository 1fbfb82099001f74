using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Linearizability;

/// <summary>A ValueTask of a primitive that is never awaited. It is polled, so that a step shows its effects when it returns.</summary>
/// <remarks>
/// A granter decides several waits under the lock of the primitive and signals them after it. In between another thread can see the effects
/// of the grant, while the ValueTask is still pending. So a poll of a decided wait first waits for its signal. Otherwise a step that
/// depends
/// on whether the wait is over could not be put in any order with the grant.
/// </remarks>
internal abstract class Wait
{
    /// <summary>True if the wait has ended. If another thread has decided it, this waits until that thread has signaled it.</summary>
    public bool IsOver
    {
        get
        {
            if (Source is PendingWait { IsDecided: true })
                SpinWait.SpinUntil(() => IsCompleted);
            return IsCompleted;
        }
    }

    protected abstract object? Source { get; }

    protected abstract bool IsCompleted { get; }

    public static Wait For<T>(ValueTask<T> task) => new Of<T>(task);

    public static Wait For(ValueTask task) => new OfNothing(task);

    /// <summary>Returns the result, or null if the wait has none. Call it once.</summary>
    public abstract object? Take();

    private sealed class Of<T>(ValueTask<T> task) : Wait
    {
        protected override object? Source { get; } = SourceOf(ref task);

        protected override bool IsCompleted => task.IsCompleted;

        public override object? Take() => task.GetAwaiter().GetResult();

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
        private static extern ref object? SourceOf(ref ValueTask<T> task);
    }

    private sealed class OfNothing(ValueTask task) : Wait
    {
        protected override object? Source { get; } = SourceOf(ref task);

        protected override bool IsCompleted => task.IsCompleted;

        public override object? Take()
        {
            task.GetAwaiter().GetResult();
            return null;
        }

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
        private static extern ref object? SourceOf(ref ValueTask task);
    }
}
