using System.Text.RegularExpressions;
using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Misuse;

/// <summary>Each known way to misuse the library is reported, by a rule of this library or by a named rule of others.</summary>
public sealed partial class MisuseTests
{
    private static readonly string s_source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Misuse", "Mistakes.cs")).ReplaceLineEndings("\n");

    [Fact]
    public async Task Mistakes_Compiled_AreReportedAtTheirLines()
    {
        var expected = s_source.Split('\n').Select(static (line, i) => (Line: i + 1, Comment: RuleComment().Match(line)))
            .SelectMany(static at => at.Comment.Groups["rule"].Captures.Select(rule => (at.Line, Rule: rule.Value)))
            .ToList();
        var found = (await Verifier.RunAsync(Sources.Compile(s_source)))
            .Select(static diagnostic => (Line: diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1, Rule: diagnostic.Id))
            .ToList();

        Assert.True(expected.ToHashSet().SetEquals(found), $"Not reported: {string.Join(", ", expected.Except(found))}. Not expected: {string.Join(", ", found.Except(expected))}.");
    }

    [Fact]
    public void Mistakes_Counted_AreThirtyTwo()
    {
        var methods = PublicMethod().Count(s_source);
        // Two methods are no mistakes of their own: the work, and the other half of the look and wait.
        Assert.Equal(32, methods - 2);
        Assert.Equal(2, ElseComment().Count(s_source));
    }

    /// <summary>The compiler reports a handle that an async method drops, because a handle can be awaited.</summary>
    [Fact]
    public void DroppedHandle_InAsyncMethod_IsReportedByCompiler()
    {
        var line = Array.FindIndex(s_source.Split('\n'), static line => line.Contains("// else CS4014", StringComparison.Ordinal));
        Assert.Contains(
            Sources.Compile(s_source).GetDiagnostics(TestContext.Current.CancellationToken),
            diagnostic => diagnostic.Id == "CS4014" && diagnostic.Location.GetLineSpan().StartLinePosition.Line == line);
    }

    [GeneratedRegex(@"// (?<rule>HRT\d+)( (?<rule>HRT\d+))*$")]
    private static partial Regex RuleComment();

    [GeneratedRegex(@"// else \w+$", RegexOptions.Multiline)]
    private static partial Regex ElseComment();

    [GeneratedRegex(@"^    public .*\(.*\)( =>.*)?$", RegexOptions.Multiline)]
    private static partial Regex PublicMethod();
}
