using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HostedRuntime.Cluster;

/// <summary>Writes and reads what travels between nodes. Types without metadata of their own need reflection.</summary>
internal static class ClusterJson
{
    /// <summary>The most bytes of an argument, a result or an item of a channel, as UTF-8.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions s_options = Create();

    /// <returns>The metadata of a type.</returns>
    /// <exception cref="NotSupportedException">The program has no metadata of the type, because reflection is switched off.</exception>
    public static JsonTypeInfo<T> InfoOf<T>() => (JsonTypeInfo<T>)s_options.GetTypeInfo(typeof(T));

    public static string Write<T>(T value, JsonTypeInfo<T> info) => JsonSerializer.Serialize(value, info);

    public static T Read<T>(string json, JsonTypeInfo<T> info) => JsonSerializer.Deserialize(json, info)!;

    /// <summary>Returns the size of a text in bytes if it is over the limit; otherwise null.</summary>
    public static int? SizeOverLimit(string json)
    {
        // No character has fewer bytes than one, nor more than three.
        if (json.Length <= MaxBytes / 3)
            return null;
        var size = Encoding.UTF8.GetByteCount(json);
        return size > MaxBytes ? size : null;
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        if (JsonSerializer.IsReflectionEnabledByDefault)
            AddReflection(options);
        options.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        options.MakeReadOnly();
        return options;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection is enabled, which trimming and AOT switch off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reached only where reflection is enabled, which trimming and AOT switch off.")]
    private static void AddReflection(JsonSerializerOptions options) => options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
}
