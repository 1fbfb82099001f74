using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Spawning;

/// <summary>HRT019: a body awaits the handle of its own task.</summary>
internal sealed class AwaitOfItself : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT019",
        "The body awaits the handle of its own task",
        "The body awaits '{0}', the handle of its own task, and so never ends",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A task ends when its body ends. A body that awaits its own handle waits for itself.",
        helpLinkUri: Pages + "HRT019.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context.Api), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext at, RuntimeApi api)
    {
        var spawn = (IInvocationOperation)at.Operation;
        if (!api.IsOnRuntime(spawn.TargetMethod) && !api.IsInScope(spawn.TargetMethod))
            return;
        if (HandleOf(spawn) is not { } handle || spawn.Lambda() is not { } body || IsAssignedElsewhere(spawn, handle))
            return;
        foreach (var wait in body.Body.OwnDescendants().OfType<IAwaitOperation>())
        {
            var awaited = wait.Operation.Unwrapped();
            if (awaited is IInvocationOperation { TargetMethod.Name: "AsTask" or "JoinAsync" or "WaitAsync", Instance: { } instance })
                awaited = instance;
            if (SymbolEqualityComparer.Default.Equals(awaited.Target(), handle))
                at.ReportDiagnostic(Diagnostic.Create(s_descriptor, wait.Syntax.GetLocation(), handle.Name));
        }
    }

    private static ISymbol? HandleOf(IInvocationOperation spawn) => spawn.Local() ?? (spawn.Context() is ISimpleAssignmentOperation assignment ? assignment.Target.Target() : null);

    /// <summary>Returns whether the variable gets another handle too, which may be the awaited one.</summary>
    private static bool IsAssignedElsewhere(IInvocationOperation spawn, ISymbol handle)
        => spawn.Root().Descendants().OfType<ISimpleAssignmentOperation>().Any(assignment =>
            SymbolEqualityComparer.Default.Equals(assignment.Target.Target(), handle)
            && assignment.Value.Unwrapped() != spawn
            && assignment.Value.Unwrapped() is not IDefaultValueOperation
            && !assignment.Value.ConstantValue.HasValue);
}
