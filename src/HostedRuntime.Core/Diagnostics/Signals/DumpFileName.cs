using System.Globalization;

namespace HostedRuntime.Diagnostics;

/// <summary>Makes the name of a dump's file from <see cref="SignalDumpOptions.FilePattern"/>.</summary>
internal static class DumpFileName
{
    private const string Process = "{pid}";
    private const string Time = "{time}";
    private const string Allowed = $"Allowed: the path of a file, with {Process} and {Time} for the id of the process and the time, such as 'dumps/{Process}-{Time}.txt'.";

    /// <summary>Refuses a pattern that is no path of a file.</summary>
    /// <exception cref="ArgumentException">The message says what is wrong, and what is allowed.</exception>
    public static void Check(string pattern)
    {
        var path = Of(pattern, 0, default);
        var problem = (pattern, path) switch
        {
            _ when string.IsNullOrWhiteSpace(pattern) => "is empty",
            _ when path.AsSpan().IndexOfAny('{', '}') is >= 0 and var brace => $"has '{path[brace]}' outside of a placeholder that exists",
            _ when pattern.AsSpan().IndexOfAny(Path.GetInvalidPathChars()) >= 0 => "has a character that no path has",
            _ when Path.GetFileName(path) is "" or "." or ".." => "names a folder",
            _ => null,
        };
        if (problem is not null)
            throw new ArgumentException($"The file pattern '{pattern}' of a dump {problem}. {Allowed}", nameof(pattern));
    }

    public static string Of(string pattern, int processId, DateTimeOffset time)
        => pattern
            .Replace(Process, processId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(Time, time.UtcDateTime.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
