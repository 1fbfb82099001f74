using System.Reflection;
using HostedRuntime.Time;

namespace HostedRuntime.Exploring;

/// <summary>
/// The thread statics of the engine: put back when a model thread ends, so that its operating system thread serves the next execution as a
/// new one would, which costs sixty times as much as a switch.
/// </summary>
internal static class ThreadStatics
{
    private static readonly FieldInfo[] s_fields = Find();

    public static void Reset()
    {
        foreach (var field in s_fields)
            field.SetValue(null, null);
    }

    /// <summary>Those of a generic type cannot be enumerated. The one that there is beside <c>WaiterPool</c>, which has a stand-in, is used by no model.</summary>
    private static FieldInfo[] Find()
    {
        var fields = new List<FieldInfo>();
        foreach (var type in typeof(ThreadStatics).Assembly.GetTypes())
        {
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.IsDefined(typeof(ThreadStaticAttribute)) || type == typeof(TimeoutWait<>))
                    continue;
                if (type.ContainsGenericParameters)
                    throw new InvalidOperationException($"{type}.{field.Name} would carry over to the next execution: the explorer needs a stand-in for it.");
                fields.Add(field);
            }
        }

        return [.. fields];
    }
}
