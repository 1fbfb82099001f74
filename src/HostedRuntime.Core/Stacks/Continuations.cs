using System.Reflection;
using HostedRuntime.Waiting;

namespace HostedRuntime.Stacks;

/// <summary>Finds the code that goes on after an awaited object: the way from a wait to the methods around it.</summary>
/// <remarks>
/// The stack is read in the other direction. This way is for objects that do not know what they wait for, for example Task.WhenAll. It is
/// also the only way in a natively compiled program, which has the fields below but not those of its async methods.
/// </remarks>
internal static class Continuations
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>How many actions and wrappers in a row are opened.</summary>
    private const int MaxWrappers = 4;

    // Named by constants, so that trimming and native compilation keep the fields.
    private static readonly FieldInfo? s_ofTask = typeof(Task).GetField("m_continuationObject", Own);

    private static readonly FieldInfo? s_ofAwait = Type.GetType("System.Threading.Tasks.AwaitTaskContinuation, System.Private.CoreLib")?.GetField("m_action", Own);

    private static readonly FieldInfo? s_ofContinueWith = Type.GetType("System.Threading.Tasks.ContinueWithTaskContinuation, System.Private.CoreLib")?.GetField("m_task", Own);

    private static readonly FieldInfo? s_ofWrapper = Type.GetType("System.Runtime.CompilerServices.AsyncMethodBuilderCore+ContinuationWrapper, System.Private.CoreLib")?.GetField("_continuation", Own);

    /// <summary>Adds the objects that go on after the given one.</summary>
    public static void Add(object awaited, List<object> into)
    {
        switch (awaited)
        {
            case AwaitedWait wait:
                AddTargets(wait.AwaitedBy, into);
                break;
            case IMethodLink link:
                if (link.Outcome is { } outcome)
                    into.Add(outcome);
                break;
            case Task:
                AddTargets(FieldReader.Read(s_ofTask, awaited), into);
                break;
            default:
                var shape = SourceShape.Of(awaited.GetType());
                AddTargets(FieldReader.Read(shape.Continuation, FieldReader.Read(shape.Core, awaited)), into);
                break;
        }
    }

    /// <summary>Returns whether a Task completes the other object by a continuation. The Task may have further continuations.</summary>
    public static bool Leads(Task from, object to)
    {
        var next = new List<object>();
        Add(from, next);
        return next.Contains(to, ReferenceEqualityComparer.Instance);
    }

    private static void AddTargets(object? continuation, List<object> into)
    {
        if (continuation is not List<object?> several)
        {
            AddTarget(continuation, into);
            return;
        }

        // The BCL changes the list under a lock that is not taken here.
        for (var i = 0; i < several.Count; i++)
        {
            try
            {
                AddTarget(several[i], into);
            }
            catch (ArgumentOutOfRangeException)
            {
                return;
            }
        }
    }

    private static void AddTarget(object? continuation, List<object> into)
    {
        for (var i = 0; i < MaxWrappers && continuation is not null; i++)
        {
            switch (continuation)
            {
                case Task task:
                    into.Add(SourceOf(task));
                    return;
                case IMethodLink:
                    into.Add(continuation);
                    return;
                case Action action:
                    continuation = action.Target;
                    continue;
            }

            var type = continuation.GetType();
            if (IsOf(type, s_ofAwait))
                continuation = FieldReader.Read(s_ofAwait, continuation);
            else if (IsOf(type, s_ofContinueWith))
                continuation = FieldReader.Read(s_ofContinueWith, continuation);
            else if (IsOf(type, SuspendedChain.Awaiting))
                continuation = FieldReader.Read(SuspendedChain.Awaiting, continuation);
            else if (IsOf(type, s_ofWrapper))
                continuation = FieldReader.Read(s_ofWrapper, continuation);
            else
            {
                if (SourceShape.Of(type).Kind is SourceKind.Method or SourceKind.Any)
                    into.Add(continuation);
                return;
            }
        }
    }

    /// <summary>An async iterator goes on as a Task, but code awaits its machine.</summary>
    private static object SourceOf(Task task)
    {
        var shape = SourceShape.Of(task.GetType());
        return shape.MachineType is { } machine && MachineShape.Of(machine).Core is not null ? FieldReader.Read(shape.Machine, task) ?? task : task;
    }

    private static bool IsOf(Type type, FieldInfo? field) => field?.DeclaringType?.IsAssignableFrom(type) == true;
}
