namespace HostedRuntime.Tests.Models;

/// <summary>A ValueTask of a primitive, looked at in place of awaited: so what a step has brought about is there when the step returns.</summary>
internal abstract class Wait
{
    public abstract bool IsOver { get; }

    public static Wait For<T>(ValueTask<T> task) => new Of<T>(task);

    public static Wait For(ValueTask task) => new OfNothing(task);

    /// <summary>The result, once; null where there is none.</summary>
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
