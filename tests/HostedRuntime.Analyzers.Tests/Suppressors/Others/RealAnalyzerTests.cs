using System.Text.RegularExpressions;
using HostedRuntime.Analyzers.Tests.Misuse;
using HostedRuntime.Analyzers.Tests.Pages;
using HostedRuntime.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;

namespace HostedRuntime.Analyzers.Tests.Suppressors.Others;

/// <summary>The analyzers that ask for <c>ConfigureAwait</c>, the real ones, are silent in bodies and nowhere else.</summary>
public sealed partial class RealAnalyzerTests
{
    private static readonly string s_awaits = TextOf("Suppressors", "Awaits.cs");

    /// <summary>The analyzers of the SDK, and those of Meziantou.</summary>
    public static TheoryData<string> Rules => ["CA2007", "MA0004"];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Awaits_InEachPlace_AreReportedElsewhereOnly(string rule)
    {
        var lines = s_awaits.Split('\n').Select(static (line, i) => (Number: i + 1, Mark: Mark().Match(line)))
            .Where(line => line.Mark.Success && line.Mark.Groups["silent"].Value != rule)
            .Select(static line => (line.Number, Place: line.Mark.Groups["place"].Value))
            .ToList();
        IEnumerable<int> At(string place) => lines.Where(line => line.Place == place).Select(static line => line.Number);

        var found = await AnalyzerOfOthers.RunAsync(rule, Sources.Compile(s_awaits));
        Assert.Equal(At("body"), LinesOf(found.Where(static diagnostic => diagnostic.IsSuppressed)));
        Assert.Equal(At("elsewhere"), LinesOf(found.Where(static diagnostic => !diagnostic.IsSuppressed)));
    }

    /// <summary>The corpus: the known mistakes, and the code of all pages. The syntax alone says where bodies begin and end.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Corpus_OfTests_IsReportedOutsideOfBodiesOnly(string rule)
    {
        var reports = 0;
        var suppressed = 0;
        foreach (var source in RulePage.All.SelectMany(static page => page.Blocks).Prepend(MisuseTests.Source))
        {
            foreach (var diagnostic in await AnalyzerOfOthers.RunAsync(rule, Sources.Compile(source)))
            {
                Assert.True(diagnostic.IsSuppressed == BodySyntax.IsAround(diagnostic.Location), $"{diagnostic} in\n{source}");
                reports++;
                suppressed += diagnostic.IsSuppressed ? 1 : 0;
            }
        }

        // A test that finds nothing would pass for every suppressor.
        Assert.True(suppressed >= 20 && reports - suppressed >= 10, $"{reports} reports, {suppressed} of them suppressed");
    }

    private static IEnumerable<int> LinesOf(IEnumerable<Diagnostic> found) => found.Select(static diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1).Distinct().Order();

    private static string TextOf(params ReadOnlySpan<string> path) => File.ReadAllText(Path.Combine([AppContext.BaseDirectory, .. path])).ReplaceLineEndings("\n");

    [GeneratedRegex(@"// (?<place>body|elsewhere)(, but (?<silent>\w+) .*)?$")]
    private static partial Regex Mark();
}
