using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace HostedRuntime.Analyzers.Tests.Verifying;

/// <summary>A source with marked spans: <c>[|text|]</c> for the rule under test, <c>{|HRT001:text|}</c> for a named rule.</summary>
/// <param name="Source">The source without marks.</param>
/// <param name="Expected">The marked spans with their rules, in the order of the source.</param>
internal sealed partial record Markup(string Source, IReadOnlyList<(string Rule, TextSpan Span)> Expected)
{
    public static Markup Parse(string text, string rule)
    {
        var source = new StringBuilder();
        var expected = new List<(string, TextSpan)>();
        var open = new Stack<(string Rule, int Start)>();
        var at = 0;
        foreach (Match mark in Mark().Matches(text))
        {
            source.Append(text, at, mark.Index - at);
            at = mark.Index + mark.Length;
            if (mark.Groups["open"].Success)
                open.Push((mark.Groups["rule"] is { Success: true } named ? named.Value : rule, source.Length));
            else
                expected.Add((open.Peek().Rule, TextSpan.FromBounds(open.Pop().Start, source.Length)));
        }

        Assert.Empty(open);
        source.Append(text, at, text.Length - at);
        return new Markup(source.ToString(), [.. expected.OrderBy(static mark => mark.Item2.Start).ThenBy(static mark => mark.Item2.Length)]);
    }

    // "[||]" is no mark, and neither is a list pattern: a mark has no space inside.
    [GeneratedRegex(@"(?<open>\[\|(?!\])|\{\|(?<rule>\w+):)|\|\]|\|\}")]
    private static partial Regex Mark();
}
