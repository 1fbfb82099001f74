using System.Text.RegularExpressions;
using HostedRuntime.Analyzers.Tests.Pages;
using HostedRuntime.Analyzers.Tests.Suppressors.Others;
using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Misuse;

/// <summary>Each known way to misuse the library is reported, by a rule of this library or by a named rule of others.</summary>
public sealed partial class MisuseTests
{
    internal static readonly string Source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Misuse", "Mistakes.cs")).ReplaceLineEndings("\n");

    [Fact]
    public async Task Mistakes_Compiled_AreReportedAtTheirLines()
    {
        var expected = Source.Split('\n').Select(static (line, i) => (Line: i + 1, Comment: RuleComment().Match(line)))
            .SelectMany(static at => at.Comment.Groups["rule"].Captures.Select(rule => (at.Line, Rule: rule.Value)))
            .ToList();
        var found = (await Verifier.RunAsync(Sources.Compile(Source)))
            .Select(static diagnostic => (Line: diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1, Rule: diagnostic.Id))
            .ToList();

        Assert.True(expected.ToHashSet().SetEquals(found), $"Not reported: {string.Join(", ", expected.Except(found))}. Not expected: {string.Join(", ", found.Except(expected))}.");
    }

    [Fact]
    public void Mistakes_Counted_AreThirtyTwo()
    {
        var methods = PublicMethod().Count(Source);
        // Two methods are no mistakes of their own: the work, and the other half of the look and wait.
        Assert.Equal(32, methods - 2);
        Assert.Equal(2, ElseComment().Count(Source));
    }

    /// <summary>The page of all rules says by which rule each mistake is told, in the words of the mistakes.</summary>
    [Fact]
    public void Mistakes_OfPage_AreThoseOfCode()
    {
        var expected = Mistake().Matches(Source).Select(static mistake => $"| {mistake.Groups["summary"].Value} | {TellersOf(mistake.Groups["code"].Value)} |").ToList();
        var page = File.ReadAllText(Path.Combine(RulePage.Folder, "README.md")).ReplaceLineEndings("\n");
        var table = page[page.IndexOf("| mistake | told by |\n|---|---|\n", StringComparison.Ordinal)..].Split('\n').Skip(2).TakeWhile(static line => line.StartsWith('|'));
        Assert.Equal(32, expected.Count);
        Assert.Equal(expected, table);
    }

    /// <summary>The compiler reports a handle that an async method drops, because a handle can be awaited.</summary>
    [Fact]
    public void DroppedHandle_InAsyncMethod_IsReportedByCompiler()
    {
        var line = Array.FindIndex(Source.Split('\n'), static line => line.Contains("// else CS4014", StringComparison.Ordinal));
        Assert.Contains(
            Sources.Compile(Source).GetDiagnostics(TestContext.Current.CancellationToken),
            diagnostic => diagnostic.Id == "CS4014" && diagnostic.Location.GetLineSpan().StartLinePosition.Line == line);
    }

    /// <summary>A set is no <c>IDisposable</c>, but the analyzer of .NET knows <c>IAsyncDisposable</c> too.</summary>
    [Fact]
    public async Task SetNotDisposed_Compiled_IsReportedByNet()
    {
        var line = Array.FindIndex(Source.Split('\n'), static line => line.Contains("// else CA2000", StringComparison.Ordinal));
        Assert.Contains(
            await AnalyzerOfOthers.RunAsync("CA2000", Sources.Compile(Source)),
            diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line == line);
    }

    private static string TellersOf(string code)
    {
        var own = code.Split('\n').SelectMany(static line => RuleComment().Match(line).Groups["rule"].Captures).Select(static rule => $"[{rule.Value}]({rule.Value}.md)").Distinct().ToList();
        return own.Count > 0 ? string.Join(", ", own)
            : code.Contains("// else CS4014\n", StringComparison.Ordinal) ? "CS4014 of the compiler"
            : code.Contains("// else CA2000\n", StringComparison.Ordinal) ? "CA2000 of .NET, which is off by default"
            : "nobody";
    }

    [GeneratedRegex(@"^    /// <summary>(?<summary>[^\n]+)\.</summary>\n(?<code>    public .+?)(?=^    ///|^    public|^})", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Mistake();

    [GeneratedRegex(@"// (?<rule>HRT\d+)( (?<rule>HRT\d+))*$")]
    private static partial Regex RuleComment();

    [GeneratedRegex(@"// else \w+$", RegexOptions.Multiline)]
    private static partial Regex ElseComment();

    [GeneratedRegex(@"^    public .*\(.*\)( =>.*)?$", RegexOptions.Multiline)]
    private static partial Regex PublicMethod();
}
