using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>The code with which a poll of a task goes on: the code after a finished wait, or a continuation that has no wait.</summary>
internal abstract class Resumption
{
    /// <summary>The async method that goes on here, or null if it is not known. Valid until that method goes on.</summary>
    public virtual Task? Method => null;

    /// <summary>Returns the async method that goes on with a callback of this state, or null if it is not known.</summary>
    public static Task? MethodOf(object? state) => state switch
    {
        Task method => method,
        Action action => action.Target as Task,
        Resumption resumption => resumption.Method,
        _ => null,
    };

    /// <summary>Returns whether that async method goes on with a callback of this state: its state machine, or a delegate of it.</summary>
    public static bool Continues(object? state, Task method)
        => state is not null && (ReferenceEquals(state, method) || ReferenceEquals(MethodOf(state), method));

    /// <summary>Runs a continuation that was taken out of its place.</summary>
    public static void Invoke(Delegate callback, object? state)
    {
        // Exact types, because a chain of `is` over delegates takes four times as long.
        if (callback.GetType() == typeof(SendOrPostCallback))
            Unsafe.As<SendOrPostCallback>(callback)(state);
        else
            Unsafe.As<Action<object?>>(callback)(state);
    }

    /// <summary>Runs the code, in the poll that was scheduled for it.</summary>
    public abstract void Run(ThreadContext? context);

    /// <summary>Returns the code as a callback, so that it can run in another poll.</summary>
    public abstract Delegate AsCallback(out object? state);

    /// <summary>Returns whether the method with that .NET Task goes on here, in a poll of that task.</summary>
    /// <returns>True if it certainly does; otherwise false. A BCL state machine is its own Task, so only such a method is known.</returns>
    public abstract bool Continues(Task method, IWaitingTask task);
}
