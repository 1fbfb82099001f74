using System.Text.RegularExpressions;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.Analyzers.Tests.Pages;

/// <summary>The page of a rule.</summary>
/// <param name="Rule">The rule, by the name of the file.</param>
/// <param name="Text">The whole text.</param>
internal sealed partial record RulePage(string Rule, string Text)
{
    public static string Folder => Repository.PathOf("docs", "rules");

    public static IReadOnlyList<RulePage> All { get; } =
    [
        .. Directory.GetFiles(Folder, "HRT*.md").Order(StringComparer.Ordinal)
            .Select(static path => new RulePage(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path).ReplaceLineEndings("\n"))),
    ];

    /// <summary>The C# blocks. Each is a whole file, and a comment at the end of a line names the rules that report the line.</summary>
    public IReadOnlyList<string> Blocks => [.. Text.Split("```").Where(static (part, i) => i % 2 == 1 && part.StartsWith("csharp\n", StringComparison.Ordinal)).Select(static part => part["csharp\n".Length..])];

    public static IEnumerable<(int Line, string Rule)> Marks(string block)
        => block.Split('\n').SelectMany(static (line, i) => Mark().Match(line).Groups["rule"].Captures.Select(rule => (i + 1, rule.Value)));

    [GeneratedRegex(@"// (?<rule>HRT\d+)( (?<rule>HRT\d+))*$")]
    private static partial Regex Mark();
}
