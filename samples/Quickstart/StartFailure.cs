using HostedRuntime;
using Microsoft.Extensions.Options;

namespace Census;

/// <summary>Turns what keeps the host from starting into a message for whoever has to change the configuration. Anything else is a defect and keeps its stack.</summary>
internal static class StartFailure
{
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Null: not such a failure.</summary>
    public static string? Explain(Exception? exception) => exception switch
    {
        OptionsValidationException options => Lines(options.Failures),
        PluginInitializationException plugin => plugin.Message,
        // Several options types were wrong at once.
        AggregateException several when several.InnerExceptions.All(static one => one is OptionsValidationException)
            => Lines(several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static one => one.Failures)),
        // A value of a wrong type in the section "Census"; the message names key, value and type.
        InvalidOperationException { Source: Binder } wrongType => wrongType.Message,
        // appsettings.json is no JSON.
        InvalidDataException file => $"{file.Message} {file.InnerException?.Message}",
        _ => null,
    };

    private static string Lines(IEnumerable<string> failures) => string.Join($"{Environment.NewLine}  ", failures);
}
