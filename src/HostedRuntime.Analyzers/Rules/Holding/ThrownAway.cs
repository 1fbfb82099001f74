using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Holding;

/// <summary>HRT002: a value that its creator has to dispose is thrown away.</summary>
internal sealed class ThrownAway : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT002",
        "The result that has to be disposed is thrown away",
        "The {0} is thrown away, so nothing disposes it: keep it in a 'using var'",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A guard, permit or ticket that is thrown away is held for ever. A group, a timer or an end of a channel that is thrown away is never ended.",
        helpLinkUri: Pages + "HRT002.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        start.RegisterOperationAction(at => AnalyzeStatement(at, context.Api), OperationKind.ExpressionStatement);
        start.RegisterOperationAction(at => AnalyzeArgument(at, context.Api), OperationKind.Argument);
    }

    private static void AnalyzeStatement(OperationAnalysisContext at, RuntimeApi api)
    {
        var value = ((IExpressionStatementOperation)at.Operation).Operation.Unwrapped();
        if (value is ISimpleAssignmentOperation { Target: IDiscardOperation } discard)
            value = discard.Value.Unwrapped();
        if (value is IAwaitOperation or IInvocationOperation or IObjectCreationOperation && (api.IsHeld(value.Type) || api.IsOwned(value.Type)) && !value.IsExpectedToThrow())
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, value.Syntax.GetLocation(), value.Type!.Name));
    }

    /// <summary>Reports <c>TryLock(out _)</c>: the lock is taken and no variable has its guard.</summary>
    private static void AnalyzeArgument(OperationAnalysisContext at, RuntimeApi api)
    {
        if (at.Operation is IArgumentOperation { Parameter.RefKind: RefKind.Out, Value: IDiscardOperation discard } argument && api.IsHeld(discard.Type)
            && !discard.IsExpectedToThrow() && !IsExpectedToFail(argument.Parent))
        {
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, discard.Syntax.GetLocation(), discard.Type!.Name));
        }
    }

    /// <summary>Returns whether a test asserts that the call returns false, so that there is no guard.</summary>
    private static bool IsExpectedToFail(IOperation? call)
        => call?.Context() is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "False" or "IsFalse", ContainingType.Name: "Assert" or "ClassicAssert" } } };
}
