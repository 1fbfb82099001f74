using HostedRuntime.Analyzers.Rules;
using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Pages;

/// <summary>Each rule has a page, each page has a rule, and the code of the pages is reported exactly as it is marked.</summary>
public sealed class RulePageTests
{
    private static readonly MisuseAnalyzer s_analyzer = new();

    public static TheoryData<string> Rules => [.. s_analyzer.SupportedDiagnostics.Select(static rule => rule.Id)];

    [Fact]
    public void Pages_OfAll_AreThoseOfRules()
        => Assert.Equal(s_analyzer.SupportedDiagnostics.Select(static rule => rule.Id).Order(StringComparer.Ordinal), RulePage.All.Select(static page => page.Rule));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_OfRule_HasItsTitleSeverityAndFix(string id)
    {
        var rule = s_analyzer.SupportedDiagnostics.Single(rule => rule.Id == id);
        var page = RulePage.All.Single(page => page.Rule == id).Text;
        Assert.StartsWith($"# {id}: {rule.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"| {rule.DefaultSeverity} | {rule.Category} | ", page, StringComparison.Ordinal);
        Assert.Equal(FixVerifier.FixedRules.Contains(id), !page.Contains("| none |", StringComparison.Ordinal));
        Assert.EndsWith($"docs/rules/{id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
        Assert.True(rule.IsEnabledByDefault);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Code_OfPage_IsReportedAsMarked(string id)
    {
        var blocks = RulePage.All.Single(page => page.Rule == id).Blocks;
        Assert.Equal(2, blocks.Count);
        Assert.Contains(RulePage.Marks(blocks[0]), mark => mark.Rule == id);
        Assert.Empty(RulePage.Marks(blocks[1]));
        foreach (var block in blocks)
        {
            var found = (await Verifier.RunAsync(Sources.Compile(block)))
                .Select(static diagnostic => (Line: diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1, Rule: diagnostic.Id));
            Assert.Equal(RulePage.Marks(block).Order(), found.Distinct().Order());
        }
    }

    [Fact]
    public void Index_OfPages_HasRowForEachRule()
    {
        var index = File.ReadAllText(Path.Combine(RulePage.Folder, "README.md"));
        Assert.All(s_analyzer.SupportedDiagnostics, rule => Assert.Contains($"| [{rule.Id}]({rule.Id}.md) | {rule.Title} | {rule.DefaultSeverity} | ", index, StringComparison.Ordinal));
    }
}
