using HostedRuntime;
using Microsoft.Extensions.Options;
using Serilog.Events;

namespace Census;

/// <summary>Turns what keeps the host from starting into a message for whoever has to change the configuration. Anything else is a defect and keeps its stack.</summary>
internal static class StartFailure
{
    private static readonly string[] s_readers = ["Microsoft.Extensions.Configuration.Binder", "Serilog.Settings.Configuration"];

    /// <summary>Null: not such a failure.</summary>
    public static string? Explain(Exception? exception) => exception switch
    {
        OptionsValidationException options => Lines(options.Failures),
        PluginInitializationException plugin => plugin.Message,
        // Several options types were wrong at once.
        AggregateException several when several.InnerExceptions.All(static one => one is OptionsValidationException)
            => Lines(several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static one => one.Failures)),
        // A value of a wrong type in one of the other sections.
        InvalidOperationException { Source: { } source } value when s_readers.Contains(source) => value.Message,
        // appsettings.json is no JSON.
        InvalidDataException file => $"{file.Message} {file.InnerException?.Message}",
        _ => null,
    };

    /// <summary>True for what the host and the runtime log about such a failure, or about Ctrl+C while they start: the same again, with or without a stack.</summary>
    public static bool IsToldBy(LogEvent entry)
        => entry.Exception is OperationCanceledException
            || Explain(entry.Exception) is not null
            || (entry.Properties.GetValueOrDefault("EventId") is StructureValue id && id.Properties.Any(static part => part is { Name: "Name", Value: ScalarValue { Value: "StartFailed" or "PluginsNotStarted" } }));

    private static string Lines(IEnumerable<string> failures) => string.Join($"{Environment.NewLine}  ", failures);
}
