using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using HostedRuntime.Waiting;

namespace HostedRuntime.Stacks;

/// <summary>How the stack goes on at the objects of one type, and which of their fields lead on. Found once for each type.</summary>
/// <remarks>
/// The types of the BCL are known by name, because they are internal. If a later BCL names a type or a field otherwise, the stack ends
/// there with the name of that type.
/// </remarks>
internal sealed class SourceShape
{
    // Weak, so that the types of an unloadable assembly can go.
    private static readonly ConditionalWeakTable<Type, SourceShape> s_shapes = [];

    private SourceShape(Type type)
    {
        // A builder gives each Task a result, also that of a method without one.
        var hasNoResult = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) && type.GetGenericArguments()[0] is { IsPublic: false, Name: "VoidTaskResult" or nameof(Unit) };
        Name = hasNoResult ? "Task" : TypeNames.Of(type);
        if (type.Assembly == typeof(object).Assembly)
            ReadKnown(type);
        else if (type == typeof(YieldSource))
            (Kind, Name) = (SourceKind.Yield, "a yield");
        else if (typeof(IAsyncStateMachine).IsAssignableFrom(type) && typeof(IValueTaskSource<bool>).IsAssignableFrom(type))
            (Kind, MachineType, Core) = (SourceKind.Iterator, type, MachineShape.Of(type).Core);
        if (Core is not null)
        {
            Version = FieldReader.Find(Core.FieldType, "_version");
            Continuation = FieldReader.Find(Core.FieldType, "_continuationState");
        }
    }

    public SourceKind Kind { get; private set; }

    /// <summary>The name of the operation, or of the type.</summary>
    public string Name { get; private set; }

    /// <summary>The type of the state machine of a method; null for other objects.</summary>
    public Type? MachineType { get; private set; }

    /// <summary>The field with the state machine; null if there is none, or if the fields were removed from the program.</summary>
    public FieldInfo? Machine { get; private set; }

    /// <summary>The fields with the objects that the object waits for: one of them, an array or a list.</summary>
    public FieldInfo[] Next { get; private set; } = [];

    /// <summary>The field with the number of the use of the next object; null if that is not reused.</summary>
    public FieldInfo? NextUse { get; private set; }

    /// <summary>The field that counts the branches that have not ended; null if there is none.</summary>
    public FieldInfo? Remaining { get; private set; }

    /// <summary>False if a link may go on before the next object.</summary>
    public bool IsOnlyWay { get; private set; } = true;

    /// <summary>True if a link is no step that a person has written.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>The ManualResetValueTaskSourceCore of a reused source; null for other objects.</summary>
    public FieldInfo? Core { get; private set; }

    /// <summary>The field of <see cref="Core"/> with the number of the use.</summary>
    public FieldInfo? Version { get; }

    /// <summary>The field of <see cref="Core"/> with the object that goes on.</summary>
    public FieldInfo? Continuation { get; }

    public static SourceShape Of(Type type) => s_shapes.GetValue(type, static type => new SourceShape(type));

    private void ReadKnown(Type type)
    {
        switch (type.Name)
        {
            case "AsyncStateMachineBox`1" or "DebugFinalizableAsyncStateMachineBox`1":
                ReadMethod(type);
                break;
            case "StateMachineBox`1":
                ReadMethod(type);
                Core = FieldReader.Find(type, "_valueTaskSource");
                break;
            case "WhenAllPromise":
                Kind = SourceKind.All;
                Remaining = FieldReader.Find(type, "_remainingToComplete");
                break;
            case "WhenAllPromise`1":
                ReadBranches(type, SourceKind.All, "m_tasks");
                Remaining = FieldReader.Find(type, "m_count");
                break;
            case "CompleteOnCountdownPromise" or "CompleteOnCountdownPromise`1":
                ReadBranches(type, SourceKind.All, "_tasks");
                Remaining = FieldReader.Find(type, "_count");
                break;
            case "TwoTaskWhenAnyPromise`1":
                ReadBranches(type, SourceKind.Any, "_task1", "_task2");
                break;
            case "CompleteOnInvokePromise`1":
                ReadBranches(type, SourceKind.Any, "_tasks");
                break;
            case "WhenEachState":
                Kind = SourceKind.Any;
                break;
            case "CancellationPromise`1":
                ReadLink(type, "Task.WaitAsync", "_task");
                IsOnlyWay = false;
                break;
            case "ValueTaskSourceAsTask":
                ReadLink(type, "ValueTask.AsTask", "_source");
                NextUse = FieldReader.Find(type, "_token");
                IsHidden = true;
                break;
            case "ContinuationTaskFromTask" or "ContinuationResultTaskFromTask`1" or "ContinuationTaskFromResultTask`1" or "ContinuationResultTaskFromResultTask`2":
                ReadLink(type, "Task.ContinueWith", "m_antecedent");
                break;
            case "UnwrapPromise`1":
                Name = "Task.Unwrap";
                break;
            case "DelayPromise" or "DelayPromiseWithCancellation":
                Name = "Task.Delay";
                break;
            case "TaskNode":
                Name = "SemaphoreSlim.WaitAsync";
                break;
            case "ThunkTask" or "ThunkTask`1" or "RuntimeAsyncTask" or "RuntimeAsyncTask`1":
                Kind = SourceKind.RuntimeAsync;
                break;
            default:
                if (typeof(IAsyncStateMachine).IsAssignableFrom(type) && typeof(IValueTaskSource<bool>).IsAssignableFrom(type))
                    (Kind, MachineType, Core) = (SourceKind.Iterator, type, MachineShape.Of(type).Core);
                break;
        }
    }

    private void ReadMethod(Type type)
    {
        Kind = SourceKind.Method;
        Machine = FieldReader.Find(type, "StateMachine");
        MachineType = Machine?.FieldType ?? type.GetGenericArguments()[^1];
    }

    private void ReadLink(Type type, string name, string next)
    {
        (Kind, Name) = (SourceKind.Link, name);
        if (FieldReader.Find(type, next) is { } field)
            Next = [field];
    }

    private void ReadBranches(Type type, SourceKind kind, params ReadOnlySpan<string> next)
    {
        Kind = kind;
        var fields = new List<FieldInfo>();
        foreach (var name in next)
        {
            if (FieldReader.Find(type, name) is { } field)
                fields.Add(field);
        }

        Next = [.. fields];
    }
}
