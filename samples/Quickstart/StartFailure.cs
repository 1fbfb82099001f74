using HostedRuntime;
using Microsoft.Extensions.Options;
using Serilog.Events;

namespace Census;

/// <summary>
/// Explains a failed start of the host to the user, who can change the configuration. Any other failure is a defect and keeps its stack.
/// </summary>
internal static class StartFailure
{
    private static readonly string[] s_readers = ["Microsoft.Extensions.Configuration.Binder", "Serilog.Settings.Configuration"];

    /// <summary>Returns a message for the user, or null if the configuration is not the cause.</summary>
    public static string? Explain(Exception? exception) => exception switch
    {
        OptionsValidationException options => Lines(options.Failures),
        PluginInitializationException plugin => plugin.Message,
        // The options of several types are not valid.
        AggregateException several when several.InnerExceptions.All(static one => one is OptionsValidationException)
            => Lines(several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static one => one.Failures)),
        // A value of another section has a wrong type.
        InvalidOperationException { Source: { } source } value when s_readers.Contains(source) => value.Message,
        // appsettings.json is not JSON.
        InvalidDataException file => $"{file.Message} {file.InnerException?.Message}",
        _ => null,
    };

    /// <summary>Returns whether the event only repeats a failure that is explained, or that of a start ended by Ctrl+C.</summary>
    public static bool IsToldBy(LogEvent entry)
        => entry.Exception is OperationCanceledException
            || Explain(entry.Exception) is not null
            || (entry.Properties.GetValueOrDefault("EventId") is StructureValue id && id.Properties.Any(static part => part is { Name: "Name", Value: ScalarValue { Value: "StartFailed" or "PluginsNotStarted" } }));

    private static string Lines(IEnumerable<string> failures) => string.Join($"{Environment.NewLine}  ", failures);
}
