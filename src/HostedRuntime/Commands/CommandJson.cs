using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HostedRuntime.Commands;

/// <summary>A change to the options that commands read and write JSON with. In the services, in the order of adding.</summary>
internal sealed record CommandJsonRegistration(Action<JsonSerializerOptions> Configure);

/// <summary>The options that commands read and write JSON with.</summary>
internal static class CommandJson
{
    public static JsonSerializerOptions Create(IEnumerable<CommandJsonRegistration> registrations)
    {
        // Web: camelCase, as tauri has it. A parameter that is missing, or null where the type says it is not, is an error here and
        // not a null in the handler.
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        foreach (var registration in registrations)
            registration.Configure(options);
        if (JsonSerializer.IsReflectionEnabledByDefault)
            AddReflection(options);
        // An empty chain, not none: then a type without metadata is refused by name.
        options.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        options.MakeReadOnly();
        return options;
    }

    // Last in the chain, so that it is asked only for what no generated context knows.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection is enabled, which trimming and AOT switch off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reached only where reflection is enabled, which trimming and AOT switch off.")]
    private static void AddReflection(JsonSerializerOptions options) => options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
}
