using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HostedRuntime.Stacks;

/// <summary>Finds and reads the fields of compiler-generated types and of the BCL. A field that is not there is null.</summary>
internal static class FieldReader
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const string Guarded = "A field that trimming or native compilation has removed is not found. The stack is then shorter, and has a note.";

    /// <summary>Returns all instance fields, also the private ones of base types.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Guarded)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Guarded)]
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            foreach (var field in at.GetFields(Own))
                yield return field;
        }
    }

    /// <summary>Returns the field with that name, or null.</summary>
    public static FieldInfo? Find(Type type, string name) => FieldsOf(type).FirstOrDefault(field => field.Name == name);

    /// <summary>Reads a field once. Returns null if there is no field, or no object.</summary>
    public static object? Read(FieldInfo? field, object? of) => of is null ? null : field?.GetValue(of);

    /// <summary>Reads an integer field once. Returns the given value if there is no such field.</summary>
    public static int ReadInt(FieldInfo? field, object? of, int otherwise) => Read(field, of) switch
    {
        int number => number,
        short number => number,
        _ => otherwise,
    };
}
