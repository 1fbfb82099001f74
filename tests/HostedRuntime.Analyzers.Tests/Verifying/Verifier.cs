using HostedRuntime.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace HostedRuntime.Analyzers.Tests.Verifying;

/// <summary>Runs the rules over marked sources, and compares rules and spans both ways.</summary>
internal static class Verifier
{
    /// <summary>The declarations around the members of a test.</summary>
    private const string Before = """
        using HostedRuntime;
        using HostedRuntime.Channels;
        using HostedRuntime.Diagnostics;
        using HostedRuntime.Sync;

        internal sealed class Service(IRuntimeHandle rt)
        {
            private readonly AsyncMutex _mutex = new();
            private readonly AsyncMutex _other = new();
            private readonly AsyncMutex<int> _count = new(0);
            private readonly AsyncReaderWriterLock _rw = new();
            private readonly AsyncSemaphore _sem = new(2);
            private readonly AsyncNotify _notify = new();
            private bool _done;
            private static Task WorkAsync(CancellationToken ct = default) => Task.CompletedTask;
            private static Task<int> LoadAsync(CancellationToken ct = default) => Task.FromResult(1);
            private static void Use(object? value) { }

        """;

    /// <summary>Checks members of a class that has a runtime <c>rt</c>, locks and some work.</summary>
    /// <param name="rule">The rule of unnamed marks. Other rules are ignored, unless a mark names them.</param>
    /// <param name="members">The members, with marks.</param>
    /// <param name="options">Lines of an <c>.editorconfig</c>.</param>
    public static Task MembersAsync(string rule, string members, params (string Name, string Value)[] options) => SourceAsync(rule, Around(members), options);

    /// <summary>Checks a whole file.</summary>
    public static async Task SourceAsync(string rule, string text, params (string Name, string Value)[] options)
    {
        var markup = Markup.Parse(text, rule);
        var rules = markup.Expected.Select(static mark => mark.Rule).Append(rule).ToHashSet();
        var found = (await RunAsync(Sources.Compile(markup.Source), options)).Where(diagnostic => rules.Contains(diagnostic.Id)).ToList();
        var actual = found.Select(static diagnostic => (Rule: diagnostic.Id, Span: diagnostic.Location.SourceSpan)).OrderBy(static at => at.Span.Start).ThenBy(static at => at.Span.Length);
        Assert.True(
            markup.Expected.SequenceEqual(actual),
            $"Expected:\n{Text(markup.Source, markup.Expected)}\nFound:\n{Text(markup.Source, actual)}\n{string.Join('\n', found)}");
    }

    /// <summary>Returns what the rules report, in the order of the source.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(Compilation compilation, params (string Name, string Value)[] options)
    {
        var all = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            new MisuseAnalyzer().SupportedDiagnostics.Select(static rule => KeyValuePair.Create(rule.Id, ReportDiagnostic.Warn))));
        var analyzerOptions = new AnalyzerOptions([], new FixedOptions(options));
        var run = all.WithAnalyzers([new MisuseAnalyzer()], new CompilationWithAnalyzersOptions(analyzerOptions, OnFailure, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = await run.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, static diagnostic => diagnostic.Id == "AD0001");
        return [.. found.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    public static string Around(string members) => $"{Before}{members}\n}}\n";

    private static void OnFailure(Exception exception, DiagnosticAnalyzer analyzer, Diagnostic diagnostic)
        => throw new InvalidOperationException($"{analyzer} failed: {diagnostic}", exception);

    private static string Text(string source, IEnumerable<(string Rule, TextSpan Span)> marks)
        => string.Join('\n', marks.Select(mark => $"  {mark.Rule} at {source[..mark.Span.Start].Count(static c => c == '\n') + 1}: {source.Substring(mark.Span.Start, mark.Span.Length)}"));
}
