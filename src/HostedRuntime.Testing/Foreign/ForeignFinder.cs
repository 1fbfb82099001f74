using System.Reflection;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime.Testing;

/// <summary>A task that waits for something that is not the runtime's.</summary>
/// <param name="Task">The task.</param>
/// <param name="WaitsFor">The object of the wait, in words.</param>
internal readonly record struct ForeignWait(RuntimeTask Task, string WaitsFor);

/// <summary>The waits of suspended tasks outside of the runtime.</summary>
/// <param name="Known">A wait for work that certainly runs elsewhere; null if there is none.</param>
/// <param name="Unknown">A wait of which that is not known, such as for a TaskCompletionSource; null if there is none.</param>
internal readonly record struct ForeignWaits(ForeignWait? Known, ForeignWait? Unknown);

/// <summary>
/// Finds the suspended tasks that wait for something other than the runtime's primitives. Tells work that runs elsewhere from a wait that
/// another task of the test may end. Called while no task runs.
/// </summary>
internal static class ForeignFinder
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly FieldInfo? s_action = typeof(Task).GetField("m_action", Fields);

    public static ForeignWaits Find(List<RuntimeTask> live, TestEngine engine)
    {
        ForeignWait? unknown = null;
        BridgedTasks? bridges = null;
        foreach (var task in live)
        {
            if (!task.IsStarted || task.HasWait || !ReferenceEquals(task.Owner.Root, engine))
                continue;
            if (bridges is null)
            {
                bridges = new BridgedTasks();
                live.ForEach(bridges.Add);
            }

            var found = Look(task, bridges);
            if (found.Known is not null)
                return new(found.Known, unknown);
            unknown ??= found.Unknown;
        }

        return new(null, unknown);
    }

    /// <summary>Returns what a task without a wait of ours waits for, in words; null if that cannot be told.</summary>
    public static string? Describe(RuntimeTask task) => task.CaptureStack() is { } stack ? TextOf(stack.Stack) : null;

    private static ForeignWaits Look(RuntimeTask task, BridgedTasks bridges)
    {
        if (task.CaptureStack(bridges) is not { } stack)
            return new(null, new(task, "something that cannot be told"));
        ForeignWait? unknown = null;
        foreach (var leaf in stack.Leaves)
        {
            switch (leaf.End)
            {
                case AsyncStackEnd.Wait:
                    // The wait of another method, or of a task: it is in the runtime's hands.
                    unknown ??= new(task, TextOf(stack.Stack));
                    break;
                case AsyncStackEnd.Ready:
                    return new(new(task, $"{TextOf(stack.Stack)}, which runs on another thread"), null);
                case AsyncStackEnd.Foreign when leaf.Awaited is { } awaited && NameOfForeign(awaited) is { } name:
                    return new(new(task, name), null);
                default:
                    unknown ??= new(task, TextOf(stack.Stack));
                    break;
            }
        }

        return new(null, unknown);
    }

    /// <summary>Returns the name of work that certainly runs outside of the test; null if another task may complete it.</summary>
    private static string? NameOfForeign(object awaited)
    {
        var type = awaited.GetType();
        var name = type.Name.Split('`')[0];
        switch (name)
        {
            case "DelayPromise" or "DelayPromiseWithCancellation":
                // A delay without end has no timer: it waits for its token.
                return TimerOf(type, awaited) is null or VirtualTimer ? null : "a Task.Delay in real time";
            case "UnwrapPromise":
                return "Task.Run";
        }

        if (type.Namespace?.StartsWith("System.Net", StringComparison.Ordinal) == true || type.Namespace?.StartsWith("System.IO", StringComparison.Ordinal) == true)
            return $"{type.DeclaringType?.Name ?? name} (a socket or a file)";
        if (awaited is Task && (name == "Task") && s_action?.GetValue(awaited) is Delegate)
            return "Task.Run";
        return null;
    }

    private static object? TimerOf(Type type, object promise)
    {
        for (var at = type; at is not null && at != typeof(Task); at = at.BaseType!)
        {
            if (at.GetField("_timer", Fields) is { } field)
                return field.GetValue(promise);
        }

        return null;
    }

    private static string TextOf(AsyncStack stack)
    {
        if (stack.WaitsOn is { } wait)
            return stack.Methods.Count > 0 ? $"{wait} in {stack.Methods[0]}" : wait;
        return stack.Methods.Count > 0 ? stack.Methods[0] : "something that cannot be told";
    }
}
