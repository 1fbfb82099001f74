using System.Globalization;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tool.Display;

/// <summary>The words of the tables for tasks, times and counts.</summary>
internal static class Words
{
    /// <summary>Stands in a table for a value that is not known.</summary>
    public const string None = "-";

    public static string Of(TimeSpan? span) => span switch
    {
        null => None,
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Value.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.Value.TotalMinutes} min {span.Value.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.Value.TotalHours} h {span.Value.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.Value.TotalDays} d {span.Value.Hours} h"),
    };

    public static string Of(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string OfRate(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string OfShare(double? share) => share is { } known ? known.ToString("0%", CultureInfo.InvariantCulture) : None;

    /// <summary>Returns the name and the number of a task.</summary>
    public static string NameOf(TaskSnapshot task) => task.Name is null ? $"task {task.Id}" : $"'{task.Name}' (task {task.Id})";

    public static string SiteOf(TaskSnapshot task) => task.File.Length == 0 ? "BlockOn" : $"{task.File}:{task.Line}";

    /// <summary>Returns the first wait of a task, and how many more there are.</summary>
    public static string WaitsOf(TaskSnapshot task) => task.Waits switch
    {
        [] => None,
        [var only] => WaitOf(only),
        [var first, ..] => $"{WaitOf(first)}; and {task.Waits.Count - 1} more",
    };

    private static string WaitOf(WaitSnapshot wait)
        => wait.Resource is { } resource ? $"{resource}{(wait.Purpose.Length > 0 ? $" ({wait.Purpose})" : "")}"
            : wait.TaskId is { } joined ? $"end of task {joined}"
            : wait.Text;
}
