using System.Text.Json;
using Json.Schema;

namespace HostedRuntime.Tests.Configuration.Schema;

/// <summary>The schema of appsettings, as an editor applies it.</summary>
internal static class EditorSchema
{
    private static readonly JsonSchema s_schema = JsonSchema.FromText(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ConfigurationSchema.json")),
        // Each schema of one registry needs a name, and the options of a build have a registry of their own.
        new BuildOptions { Dialect = Dialect.Draft07, SchemaRegistry = new SchemaRegistry() });

    /// <summary>Returns whether an editor accepts a text, in which comments are allowed.</summary>
    public static bool Accepts(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return s_schema.Evaluate(document.RootElement).IsValid;
    }

    /// <summary>Returns whether an editor accepts a value of an option, of the default runtime and of a named one alike.</summary>
    public static bool AcceptsOption(string key, string json)
    {
        var ofDefault = Accepts($$"""{ "AsyncRuntime": { "{{key}}": {{json}} } }""");
        var ofNamed = Accepts($$"""{ "AsyncRuntime": { "Runtimes": { "cpu": { "{{key}}": {{json}} } } } }""");
        Assert.Equal(ofDefault, ofNamed);
        return ofDefault;
    }
}
