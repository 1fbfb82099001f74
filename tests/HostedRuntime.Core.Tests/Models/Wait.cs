namespace HostedRuntime.Tests.Models;

/// <summary>A ValueTask of a primitive that is never awaited. It is polled, so that a step shows its effects when it returns.</summary>
internal abstract class Wait
{
    public abstract bool IsOver { get; }

    public static Wait For<T>(ValueTask<T> task) => new Of<T>(task);

    public static Wait For(ValueTask task) => new OfNothing(task);

    /// <summary>Returns the result, or null if the wait has none. Call it once.</summary>
    public abstract object? Take();

    private sealed class Of<T>(ValueTask<T> task) : Wait
    {
        public override bool IsOver => task.IsCompleted;

        public override object? Take() => task.GetAwaiter().GetResult();
    }

    private sealed class OfNothing(ValueTask task) : Wait
    {
        public override bool IsOver => task.IsCompleted;

        public override object? Take()
        {
            task.GetAwaiter().GetResult();
            return null;
        }
    }
}
