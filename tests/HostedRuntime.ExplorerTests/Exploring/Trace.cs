using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace HostedRuntime.Exploring;

/// <summary>
/// The steps of an execution, one line each: thread, operation, place in the engine. Written only when a failure is repeated.
/// </summary>
internal sealed class Trace
{
    private readonly StringBuilder _lines = new();
    private int _number;

    public void Add(string thread, string what) => _lines.AppendLine(CultureInfo.InvariantCulture, $"{++_number,4} {thread,-12} {what}  [{Place()}]");

    public override string ToString() => _lines.ToString();

    /// <summary>
    /// Formats a value so that the engine's fields are easy to read: the two halves of a packed integer are shown separately.
    /// </summary>
    public static string Show<T>(T value) => value switch
    {
        null => "null",
        int and (> 0xFFFF or < -0xFFFF) => $"0x{value:X8}",
        long packed and (> int.MaxValue or < int.MinValue) => $"{(uint)(packed >>> 32)}|{(uint)packed}",
        Delegate body => body.Method.Name,
        // Not by its ToString, which would read fields of the engine: those reads would be steps that the execution did not have.
        JoinHandle task => task.GetType().Name,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };

    /// <summary>Returns the nearest frame outside of the explorer.</summary>
    private static string Place()
    {
        foreach (var frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method || IsOurs(type.Namespace) || frame.GetFileName() is not { } file)
                continue;
            return $"{Path.GetFileName(file)}:{frame.GetFileLineNumber()} {method.Name}";
        }

        return "";
    }

    private static bool IsOurs(string? name)
        => name is not null && (name.EndsWith(".Exploring", StringComparison.Ordinal) || name.EndsWith(".Atomics", StringComparison.Ordinal) || name.StartsWith("System", StringComparison.Ordinal));
}
