using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using HostedRuntime.Waiting;

namespace HostedRuntime.Stacks;

/// <summary>Where the awaiters of one type keep what they await. Found once for each type.</summary>
internal sealed class AwaiterShape
{
    /// <summary>How many structs inside each other are searched. An awaiter of the BCL has its ValueTask, which has the source.</summary>
    private const int MaxNesting = 4;

    // Weak, so that the types of an unloadable assembly can go.
    private static readonly ConditionalWeakTable<Type, AwaiterShape> s_shapes = [];

    /// <summary>The fields that lead to the struct with the source, and the field of the source. Empty if there is none.</summary>
    private readonly FieldInfo[] _path;

    private readonly FieldInfo? _use;
    private readonly string _name;
    private readonly bool _isKnown;

    private AwaiterShape(Type type)
    {
        var path = new List<FieldInfo>();
        _path = TryFind(type, path) ? [.. path] : [];
        if (_path is [.., { DeclaringType: { } declaring }] && IsValueTask(declaring))
            _use = FieldReader.Find(declaring, "_token");
        _name = type == typeof(YieldAwaitable.YieldAwaiter) ? "Task.Yield" : TypeNames.Of(type);
        _isKnown = type.Assembly == typeof(object).Assembly || type.Assembly == typeof(AwaiterShape).Assembly;
    }

    public static AwaiterShape Of(Type type) => s_shapes.GetValue(type, static type => new AwaiterShape(type));

    /// <summary>Reads what an awaiter awaits. An awaiter that was taken out of its method awaits nothing.</summary>
    public Awaited Read(object awaiter)
    {
        if (awaiter is IWaitAwaiter own)
            return new(own.Wait);
        if (_path.Length == 0)
            return new(null, Name: _name, IsOpaque: !_isKnown);
        object? at = awaiter;
        for (var i = 0; i < _path.Length - 1; i++)
            at = FieldReader.Read(_path[i], at);
        var source = FieldReader.Read(_path[^1], at);
        if (source is IWaitAwaiter inner)
            source = inner.Wait;
        return new(source, (short)FieldReader.ReadInt(_use, at, 0), IsOpaque: !_isKnown);
    }

    private static bool TryFind(Type type, List<FieldInfo> path)
    {
        if (path.Count == MaxNesting)
            return false;
        var fields = FieldReader.FieldsOf(type).ToList();
        if (fields.Find(IsSource) is { } source)
        {
            path.Add(source);
            return true;
        }

        foreach (var field in fields)
        {
            if (!field.FieldType.IsValueType || field.FieldType.IsPrimitive || field.FieldType.IsEnum)
                continue;
            path.Add(field);
            if (TryFind(field.FieldType, path))
                return true;
            path.RemoveAt(path.Count - 1);
        }

        return false;
    }

    private static bool IsSource(FieldInfo field)
        => typeof(Task).IsAssignableFrom(field.FieldType)
            || typeof(IValueTaskSource).IsAssignableFrom(field.FieldType)
            || typeof(IWaitAwaiter).IsAssignableFrom(field.FieldType)
            || (field.Name == "_obj" && IsValueTask(field.DeclaringType!));

    private static bool IsValueTask(Type type) => type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));
}
