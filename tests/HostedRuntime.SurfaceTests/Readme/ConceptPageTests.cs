using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Readme;

/// <summary>The pages about concepts show code that stands in the samples, and so compiles and runs.</summary>
public sealed class ConceptPageTests
{
    public static TheoryData<string> Pages
        => [.. Directory.GetFiles(Repository.PathOf("docs", "concepts"), "*.md").Select(page => Path.GetFileName(page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippets_StandInTheSamples(string page)
    {
        var samples = Directory.GetFiles(Repository.PathOf("samples"), "*.cs", SearchOption.AllDirectories)
            .Select(static path => Unindented(File.ReadAllText(path)))
            .ToList();
        Assert.All(
            Snippets(page),
            snippet => Assert.True(samples.Exists(sample => sample.Contains(snippet, StringComparison.Ordinal)), $"{page} shows what no sample has:{Environment.NewLine}{snippet}"));
    }

    [Fact]
    public void StructuredConcurrency_HasThreeSnippets() => Assert.Equal(3, Snippets("structured-concurrency.md").Count());

    private static IEnumerable<string> Snippets(string page)
        => File.ReadAllText(Repository.PathOf("docs", "concepts", page)).Split("```csharp\n").Skip(1).Select(static part => Unindented(part.Split("```")[0]));

    /// <summary>A page shows a member without the class around it.</summary>
    private static string Unindented(string text) => string.Join('\n', text.Split('\n').Select(static line => line.Trim()));
}
