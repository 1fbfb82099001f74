using System.Text.Json;
using System.Text.RegularExpressions;

namespace HostedRuntime.Tests.Configuration.Schema;

/// <summary>The settings of all samples and pages are valid by the schema.</summary>
public sealed partial class SchemaFileTests
{
    private static readonly string[] s_folders = ["samples", "src", "tests"];
    private static readonly string s_root = FindRoot();

    public static TheoryData<string> Settings =>
    [
        .. from folder in s_folders
           from path in Directory.GetFiles(Path.Combine(s_root, folder), "appsettings*.json", SearchOption.AllDirectories)
           let relative = Path.GetRelativePath(s_root, path).Replace('\\', '/')
           where !relative.Split('/').Any(static part => part is "bin" or "obj" or "node_modules")
           select relative,
    ];

    public static TheoryData<string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string>();
            foreach (var path in Directory.GetFiles(Path.Combine(s_root, "docs"), "*.md", SearchOption.AllDirectories))
            {
                foreach (Match block in JsonBlock().Matches(File.ReadAllText(path).ReplaceLineEndings("\n")))
                    blocks.Add(Path.GetRelativePath(s_root, path).Replace('\\', '/'), block.Groups["json"].Value);
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Settings_OfRepository_AreValid(string path) => Assert.True(EditorSchema.Accepts(File.ReadAllText(Path.Combine(s_root, path))), path);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_OfPage_IsValid(string page, string json) => Assert.True(EditorSchema.Accepts(json), page);

    /// <summary>Editors complete the categories of the log in <c>Logging:LogLevel</c>.</summary>
    [Fact]
    public void LogLevels_OfSchema_EqualCategoriesOfSources()
    {
        var categories = Directory.GetFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static path => Category().Matches(File.ReadAllText(path)))
            .Select(static match => match.Groups["name"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal);
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ConfigurationSchema.json")));
        var levels = schema.RootElement.GetProperty("definitions").GetProperty("logLevel").GetProperty("properties").EnumerateObject().ToList();
        Assert.Equal(categories, levels.Select(static level => level.Name).Order(StringComparer.Ordinal));
        // The editor's own schema of appsettings defines the levels, and merges this file into it.
        Assert.All(levels, static level => Assert.Equal("#/definitions/logLevelThreshold", level.Value.GetProperty("$ref").GetString()));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HostedRuntime.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"^```json\n(?<json>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex("""(CreateLogger\(|const string Category = )"(?<name>[^"]+)""")]
    private static partial Regex Category();
}
