using Microsoft.Extensions.Logging;

namespace Census;

/// <summary>All log messages of the sample.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Counted {Files} files below '{Root}' in {Elapsed}.")]
    public static partial void Counted(this ILogger logger, long files, string root, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Warning, "The progress display failed.")]
    public static partial void DisplayFailed(this ILogger logger, Exception? exception);
}
