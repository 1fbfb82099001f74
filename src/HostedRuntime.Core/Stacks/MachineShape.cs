using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace HostedRuntime.Stacks;

/// <summary>The name of an async method and the fields of its state machine. Found once for each type.</summary>
/// <remarks>
/// The compiler stores the awaiter of a suspended method in a field <c>&lt;&gt;u__N</c>, one for each type of awaiter. It clears the field
/// when the method goes on. So at most one of these fields has a source, and only while the method is suspended.
/// </remarks>
internal sealed class MachineShape
{
    // Weak, so that the types of an unloadable assembly can go.
    private static readonly ConditionalWeakTable<Type, MachineShape> s_shapes = [];

    private readonly FieldInfo? _state;
    private readonly FieldInfo[] _awaiters;
    private readonly FieldInfo[] _tasks;

    private MachineShape(Type type)
    {
        Name = MethodNames.Of(type);
        IsOwn = type.Assembly == typeof(MachineShape).Assembly;
        IsInternal = IsOwn && !TypeNames.Nesting(type).First().IsPublic;
        var fields = FieldReader.FieldsOf(type).ToList();
        _state = fields.Find(static field => field.Name == "<>1__state");
        _awaiters = [.. fields.Where(static field => field.Name.StartsWith("<>u__", StringComparison.Ordinal))];
        _tasks = [.. fields.Where(static field => !field.Name.StartsWith("<>u__", StringComparison.Ordinal) && HoldsTasks(field.FieldType))];
        // The source of an async iterator is its machine, which has the core of the source in a field.
        if (typeof(IValueTaskSource<bool>).IsAssignableFrom(type))
            Core = fields.Find(static field => field.Name == "<>v__promiseOfValueOrEnd");
        IsReadable = _state is not null;
    }

    public string Name { get; }

    /// <summary>True for a method of this library.</summary>
    public bool IsOwn { get; }

    /// <summary>True for a method of this library in a type that is not public.</summary>
    public bool IsInternal { get; }

    /// <summary>False if the fields were removed from the program.</summary>
    public bool IsReadable { get; }

    /// <summary>The ManualResetValueTaskSourceCore of an async iterator; null for other methods.</summary>
    public FieldInfo? Core { get; }

    public static MachineShape Of(Type type) => s_shapes.GetValue(type, static type => new MachineShape(type));

    /// <summary>Reads what the method awaits: nothing if it runs.</summary>
    public Awaited ReadAwaited(object machine)
    {
        Awaited nameless = default;
        foreach (var field in _awaiters)
        {
            if (FieldReader.Read(field, machine) is not { } awaiter)
                continue;
            var awaited = AwaiterShape.Of(awaiter.GetType()).Read(awaiter);
            if (awaited.Source is not null)
                return awaited;
            if (awaited.Name is not null)
                nameless = awaited;
        }

        // A struct without a source is in its field also while the method runs, or awaits something else.
        return nameless.Name is not null && FieldReader.ReadInt(_state, machine, -1) >= 0 ? nameless : default;
    }

    /// <summary>Returns the Tasks in local variables that outlive the await. Another thread may change the lists meanwhile.</summary>
    public IEnumerable<Task> ReadTasks(object machine, int limit)
    {
        foreach (var field in _tasks)
        {
            switch (FieldReader.Read(field, machine))
            {
                case Task task:
                    yield return task;
                    break;
                case Array { Rank: 1 } array:
                    for (var i = 0; i < Math.Min(array.Length, limit); i++)
                    {
                        if (array.GetValue(i) is Task task)
                            yield return task;
                    }

                    break;
                case System.Collections.IList list:
                    for (var i = 0; i < limit && TaskAt(list, i) is { } task; i++)
                        yield return task;
                    break;
            }
        }
    }

    private static Task? TaskAt(System.Collections.IList list, int index)
    {
        try
        {
            return index < list.Count ? list[index] as Task : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            // The list has become shorter.
            return null;
        }
    }

    // No other collection, because reading it would run code of users.
    private static bool HoldsTasks(Type type)
        => typeof(Task).IsAssignableFrom(type)
            || (type.IsArray && type.HasElementType && typeof(Task).IsAssignableFrom(type.GetElementType()))
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && typeof(Task).IsAssignableFrom(type.GetGenericArguments()[0]));
}
