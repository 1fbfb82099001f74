using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Rules;

/// <summary>
/// Runs all rules. There is one analyzer and not one for each rule, so that the rules share what they know of a compilation. A compilation
/// that does not reference HostedRuntime costs one look.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MisuseAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<Rule> _rules = RuleList.Create();

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [.. _rules.Select(static rule => rule.Descriptor)];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (RuntimeApi.Of(start.Compilation) is not { } api)
                return;
            var known = new RuleContext(api, start.Options);
            foreach (var rule in _rules)
                rule.Register(start, known);
        });
    }
}
