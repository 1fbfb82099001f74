using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Spawning;

/// <summary>HRT015: the body of a scope spawns past it, so that the task may outlive the scope.</summary>
internal sealed class SpawnedPastScope : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT015",
        "A task is spawned past its scope",
        "This {0} outlives the scope '{1}', which does not wait for it: {2}",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "RunScopeAsync waits for the children of its scope, and ends them if one fails. It knows nothing of a task that the body spawns on the runtime.",
        helpLinkUri: Pages + "HRT015.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        start.RegisterOperationAction(at => AnalyzeSpawn(at, context.Api), OperationKind.Invocation);
        start.RegisterOperationAction(at => AnalyzeAssignment(at, context.Api), OperationKind.SimpleAssignment);
    }

    private static void AnalyzeSpawn(OperationAnalysisContext at, RuntimeApi api)
    {
        var spawn = (IInvocationOperation)at.Operation;
        if (!api.IsOnRuntime(spawn.TargetMethod) || spawn.TargetMethod.Name == "SpawnBlockingAsync" || ScopeBodyAround(spawn, api) is not { } scope)
            return;
        // Another runtime on purpose: the scope cannot spawn there.
        if (!spawn.TargetMethod.IsExtensionMethod || !SymbolEqualityComparer.Default.Equals(spawn.Receiver().Target(), scope.Runtime))
            return;
        if (spawn.IsStatement() || spawn.IsDiscarded() || spawn.CallOnIt()?.TargetMethod.Name == "Detach")
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, spawn.Place(), "task", scope.Parameter.Name, $"spawn it with {scope.Parameter.Name}.{spawn.TargetMethod.Name}"));
    }

    private static void AnalyzeAssignment(OperationAnalysisContext at, RuntimeApi api)
    {
        var assignment = (ISimpleAssignmentOperation)at.Operation;
        if (assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation
            && assignment.Value.Unwrapped() is IParameterReferenceOperation { Parameter: { Type.Name: "TaskScope" } parameter }
            && api.IsOurs(parameter.Type)
            && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction })
        {
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, assignment.Syntax.GetLocation(), "reference", parameter.Name, "a scope that has ended refuses to spawn"));
        }
    }

    /// <summary>Returns the scope whose body is the innermost function around the operation.</summary>
    private static (IParameterSymbol Parameter, ISymbol? Runtime)? ScopeBodyAround(IOperation operation, RuntimeApi api)
    {
        if (operation.Function() is not IAnonymousFunctionOperation { Parent: IDelegateCreationOperation creation } lambda)
            return null;
        if (creation.Context() is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "RunScopeAsync" } call } || !api.IsOurs(call.TargetMethod))
            return null;
        return lambda.Symbol.Parameters.FirstOrDefault() is { } parameter && call.Receiver().Target() is { } runtime ? (parameter, runtime) : null;
    }
}
