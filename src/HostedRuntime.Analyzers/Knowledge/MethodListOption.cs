using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>
/// An option of <c>.editorconfig</c> that lists methods by their documentation ids, with semicolons or bars between them.
/// </summary>
internal static class MethodListOption
{
    private static readonly char[] s_separators = [';', '|'];

    /// <summary>Returns the ids, or an empty set if the file has no such option.</summary>
    public static ImmutableHashSet<string> Read(AnalyzerOptions options, SyntaxTree tree, string name)
        => options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(name, out var value)
            ? [.. value.Split(s_separators, StringSplitOptions.RemoveEmptyEntries).Select(static id => id.Trim())]
            : [];
}
