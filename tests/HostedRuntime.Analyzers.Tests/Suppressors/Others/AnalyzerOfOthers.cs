using System.Collections.Immutable;
using System.Reflection;
using HostedRuntime.Analyzers.Suppressors;
using HostedRuntime.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Tests.Suppressors.Others;

/// <summary>A rule of others, run by its own analyzer together with the suppressors.</summary>
internal static class AnalyzerOfOthers
{
    private static readonly string[] s_files = ["Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll", "Meziantou.Analyzer.dll"];

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_suppressors = [new CapturedAwaitSuppressor(), new DroppedHandleSuppressor(), new BlockingAllowedSuppressor()];

    /// <summary>Runs the rule over a compilation, as a warning.</summary>
    /// <returns>The reports in the order of the source, those that are suppressed included.</returns>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(string rule, Compilation compilation)
    {
        var enabled = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([KeyValuePair.Create(rule, ReportDiagnostic.Warn)]));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([], new FixedOptions([])), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var found = await enabled.WithAnalyzers([Create(rule), .. s_suppressors], options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, static diagnostic => diagnostic.Id == "AD0001");
        return [.. found.Where(diagnostic => diagnostic.Id == rule).OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>Makes the analyzer that reports the rule for C#.</summary>
    private static DiagnosticAnalyzer Create(string rule)
        => s_files.Select(static file => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "Others", file)))
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => !type.IsAbstract && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is { } attribute && attribute.Languages.Contains(LanguageNames.CSharp))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .Single(analyzer => analyzer is not DiagnosticSuppressor && analyzer.SupportedDiagnostics.Any(descriptor => descriptor.Id == rule));
}
