using HostedRuntime.ArchitectureTests;
using HostedRuntime.SurfaceTests.Packages;
using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>A page of the documentation, as the project that a reader creates from it.</summary>
internal sealed class Page
{
    private static readonly string[] s_languages = ["", "sh", "csharp", "json", "mermaid"];

    private Page(string name)
    {
        Name = name;
        var guide = new Guide(name.Split('/'));
        Text = guide.Text;
        Commands = [.. guide.Blocks("sh").SelectMany(static block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        var blocks = guide.Blocks("csharp").ToLookup(static block => HasStatements(block));
        Programs = IsTestProject ? [""] : [.. blocks[true]];
        Files = [.. blocks[false]];
    }

    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Repository.PathOf("README.md"))
            .Append(Repository.PathOf("src", "HostedRuntime.Core", "README.md"))
            .Concat(BuiltPackages.All.Select(static package => package.Readme).Where(File.Exists))
            .Select(static path => new Page(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')))
            .OrderBy(static page => page.Name, StringComparer.Ordinal),
    ];

    /// <summary>The path from the root of the repository.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>The lines of all <c>sh</c> blocks, which create the project and add the packages.</summary>
    public IReadOnlyList<string> Commands { get; }

    /// <summary>
    /// True if the commands add a test runner, which brings the entry point. Then the page has one program, which is empty.
    /// </summary>
    private bool IsTestProject => Commands.Any(static command => command.StartsWith("dotnet add package xunit.", StringComparison.Ordinal));

    /// <summary>The C# blocks with statements. Each is a <c>Program.cs</c>.</summary>
    public IReadOnlyList<string> Programs { get; }

    /// <summary>The C# blocks with types only. Each is a file next to every program of the page.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>False for the pages of rules too: their code is wrong on purpose, and the tests of the analyzers compile it.</summary>
    public bool HasCode => Programs.Count + Files.Count > 0 && !Name.StartsWith("docs/rules/", StringComparison.Ordinal);

    public static Page Of(string name) => All.Single(page => page.Name == name);

    /// <summary>Returns the languages of blocks that no test reads.</summary>
    public IEnumerable<string> UnknownLanguages()
        => Text.Split('\n').Where(static line => line.TrimStart().StartsWith("```", StringComparison.Ordinal)).Where((line, i) => i % 2 == 0)
            .Select(static line => line.TrimStart().TrimStart('`')).Except(s_languages);

    private static bool HasStatements(string block)
        => CSharpSyntaxTree.ParseText(block).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
}
