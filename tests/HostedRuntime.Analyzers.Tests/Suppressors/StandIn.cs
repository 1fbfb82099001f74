using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Tests.Suppressors;

/// <summary>Reports a rule of others at every await and every call, as a stand-in for its analyzer.</summary>
#pragma warning disable RS1017, RS1025, RS1026, RS1036, RS1038, RS1041 // Used by these tests only.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StandIn(string rule) : DiagnosticAnalyzer
{
    private readonly DiagnosticDescriptor _descriptor = new(rule, "Stand-in", "Stand-in", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_descriptor];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        if (rule is "CA2007" or "VSTHRD111" or "MA0004" or "RCS1090" or "S3216")
            context.RegisterSyntaxNodeAction(at => Report(at, ((AwaitExpressionSyntax)at.Node).Expression), SyntaxKind.AwaitExpression);
        else
            context.RegisterSyntaxNodeAction(at => Report(at, ((InvocationExpressionSyntax)at.Node).Expression is MemberAccessExpressionSyntax access ? access.Name : at.Node), SyntaxKind.InvocationExpression);
    }

    private void Report(SyntaxNodeAnalysisContext at, SyntaxNode place) => at.ReportDiagnostic(Diagnostic.Create(_descriptor, place.GetLocation()));
}
