using System.Collections.Concurrent;
using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Leaving;

/// <summary>HRT008: a body blocks the worker that runs it.</summary>
internal sealed class BlockingInBody : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT008",
        "A body blocks its worker",
        "'{0}' blocks the worker that runs this body: {1}",
        Scheduling,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A runtime has few workers. While one is blocked, the tasks that are queued there wait, and a wait for work of the same runtime can become a deadlock.",
        helpLinkUri: Pages + "HRT008.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        var configured = new ConcurrentDictionary<SyntaxTree, ImmutableHashSet<string>>();
        start.RegisterOperationAction(at => AnalyzeCall(at, context, configured), OperationKind.Invocation);
        start.RegisterOperationAction(at => AnalyzeProperty(at, context), OperationKind.PropertyReference);
    }

    private static void AnalyzeCall(OperationAnalysisContext at, RuleContext context, ConcurrentDictionary<SyntaxTree, ImmutableHashSet<string>> configured)
    {
        var call = (IInvocationOperation)at.Operation;
        var name = BlockingCalls.NameOf(call, context.Api);
        if (name is null)
        {
            var tree = call.Syntax.SyntaxTree;
            if (!configured.TryGetValue(tree, out var listed))
                listed = configured[tree] = MethodListOption.Read(context.Options, tree, "hosted_runtime.blocking_methods");
            if (listed.Count == 0 || !listed.Contains(call.TargetMethod.OriginalDefinition.GetDocumentationCommentId() ?? ""))
                return;
            name = $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}";
        }

        if (context.Bodies.KindAt(call, at.ContainingSymbol) != BodyKind.Runtime || call.IsExpectedToThrow())
            return;
        // BlockOn does not wait on a worker: it throws.
        if (name == "BlockOn")
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, call.Place(), DiagnosticSeverity.Error, additionalLocations: null, properties: null, name, "it throws there, so await the work"));
        else
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, call.Syntax.GetLocation(), name, "await an asynchronous form, or move the call into SpawnBlocking"));
    }

    private static void AnalyzeProperty(OperationAnalysisContext at, RuleContext context)
    {
        var property = (IPropertyReferenceOperation)at.Operation;
        if (BlockingCalls.IsBlockingResult(property, context.Api) && context.Bodies.KindAt(property, at.ContainingSymbol) == BodyKind.Runtime)
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, property.Syntax.GetLocation(), "Result", "await the task, or move the call into SpawnBlocking"));
    }
}
