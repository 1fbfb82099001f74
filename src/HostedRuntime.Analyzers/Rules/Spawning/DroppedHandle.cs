using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Spawning;

/// <summary>HRT003: the handle of a spawned task is dropped.</summary>
internal sealed class DroppedHandle : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT003",
        "A spawned task is neither kept, awaited nor detached",
        "The handle of this task is dropped, so its exception is reported late and as unobserved: await it, keep it, or say Detach()",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A task whose handle nobody keeps cannot be awaited, and its failure is found only by the garbage collector. Detach() says that this is meant.",
        helpLinkUri: Pages + "HRT003.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context.Api), OperationKind.Invocation);

    /// <summary>Returns whether this rule reports the call.</summary>
    public static bool IsReportedAt(IInvocationOperation spawn, ISymbol? member, RuntimeApi api)
    {
        if (!api.IsOnRuntime(spawn.TargetMethod) || spawn.MayDetach())
            return false;
        // SpawnBlockingAsync gives the handle after a wait.
        var value = spawn.Context() is IAwaitOperation awaited && spawn.TargetMethod.Name == "SpawnBlockingAsync" ? awaited : (IOperation)spawn;
        // In an async function the compiler itself reports the statement, by CS4014.
        var isReported = value == spawn && spawn.FunctionAround(member)?.IsAsync == true;
        return value.IsDiscarded() || (value.IsStatement() && !isReported);
    }

    private static void Analyze(OperationAnalysisContext at, RuntimeApi api)
    {
        var spawn = (IInvocationOperation)at.Operation;
        if (IsReportedAt(spawn, at.ContainingSymbol, api))
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, spawn.Place()));
    }
}
