using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HostedRuntime.Commands;

/// <summary>A change to the JSON options of commands. The changes are services, in the order of adding.</summary>
internal sealed record CommandJsonRegistration(Action<JsonSerializerOptions> Configure);

/// <summary>Makes the JSON options of commands.</summary>
internal static class CommandJson
{
    public static JsonSerializerOptions Create(IEnumerable<CommandJsonRegistration> registrations)
    {
        // Web: camelCase, as in tauri. If a parameter is missing, or null although its type forbids that, the call fails; the handler gets
        // no null.
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        foreach (var registration in registrations)
            registration.Configure(options);
        if (JsonSerializer.IsReflectionEnabledByDefault)
            AddReflection(options);
        // An empty chain and not null, so that the error for a type without metadata names the type.
        options.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        options.MakeReadOnly();
        return options;
    }

    // Last in the chain, so that it is asked only for what no generated context knows.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection is enabled, which trimming and AOT switch off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reached only where reflection is enabled, which trimming and AOT switch off.")]
    private static void AddReflection(JsonSerializerOptions options) => options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
}
