using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Aborting;

/// <summary>HRT004: a loop catches the abort of its task and goes on.</summary>
internal sealed class SwallowedAbort : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT004",
        "The abort is swallowed and the loop goes on for ever",
        "This catch swallows the abort too, so the loop never ends: add 'when ({0} is not OperationCanceledException)'",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An abort arrives as an OperationCanceledException. A loop that catches it and goes on keeps its task alive, and the shutdown of the runtime waits in vain.",
        helpLinkUri: Pages + "HRT004.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context), OperationKind.CatchClause);

    private static void Analyze(OperationAnalysisContext at, RuleContext context)
    {
        var handler = (ICatchClauseOperation)at.Operation;
        if (handler.Parent is not ITryOperation attempt || !CatchesAbort(handler) || LeavesLoop(handler) || LoopAround(attempt) is not { } loop)
            return;
        if (IsEarlierHandlerForAbort(attempt, handler))
            return;
        if (context.Bodies.KindAt(handler, at.ContainingSymbol) != BodyKind.Runtime)
            return;
        if (!CanBeAborted(attempt.Body, context.Api) || EndsOutside(loop, attempt, context.Api))
            return;
        var place = handler.Syntax is CatchClauseSyntax { Declaration: { } declaration } syntax
            ? Location.Create(syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(syntax.CatchKeyword.SpanStart, declaration.Span.End))
            : ((CatchClauseSyntax)handler.Syntax).CatchKeyword.GetLocation();
        at.ReportDiagnostic(Diagnostic.Create(s_descriptor, place, handler.Locals.FirstOrDefault()?.Name ?? "e"));
    }

    private static bool CatchesAbort(ICatchClauseOperation handler)
    {
        var name = handler.ExceptionType is INamedTypeSymbol { ContainingNamespace: { } space } type ? $"{space.ToDisplayString()}.{type.Name}" : "System.Object";
        // A filter that names cancellation decides about it; any other filter may be for it too.
        return name is "System.Exception" or "System.Object" or "System.OperationCanceledException" && handler.Filter is null;
    }

    private static bool LeavesLoop(ICatchClauseOperation handler)
        => handler.Handler.OwnDescendants().Any(static operation => operation is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: not BranchKind.Continue }
            || IsQuestionAboutCancellation(operation));

    private static bool IsEarlierHandlerForAbort(ITryOperation attempt, ICatchClauseOperation handler)
        => attempt.Catches.TakeWhile(other => other != handler)
            .Any(static other => other.ExceptionType.Name is "OperationCanceledException" or "JoinCanceledException" && LeavesLoop(other));

    /// <summary>Returns the innermost loop around the try, if its condition never ends it; otherwise null.</summary>
    private static ILoopOperation? LoopAround(ITryOperation attempt)
    {
        for (var at = attempt.Parent; at is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; at = at.Parent)
        {
            switch (at)
            {
                case IWhileLoopOperation loop:
                    return IsEndless(loop.Condition) ? loop : null;
                case IForLoopOperation loop:
                    return IsEndless(loop.Condition) ? loop : null;
                case ILoopOperation:
                    return null;
                default:
                    break;
            }
        }

        return null;
    }

    private static bool IsEndless(IOperation? condition) => condition is null or { ConstantValue: { HasValue: true, Value: true } };

    private static bool CanBeAborted(IOperation body, RuntimeApi api) => body.OwnDescendants().OfType<IAwaitOperation>().Any(wait => EndsByAbort(wait, api));

    /// <summary>Returns whether the loop also has, outside of the try, an exit or a place where the abort arrives once more.</summary>
    private static bool EndsOutside(ILoopOperation loop, ITryOperation attempt, RuntimeApi api)
        => loop.OwnDescendants().Any(operation => IsQuestionAboutCancellation(operation)
            || (!IsInside(operation, attempt) && (operation is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo }
                || (operation is IAwaitOperation wait && EndsByAbort(wait, api)))));

    private static bool IsInside(IOperation operation, ITryOperation attempt) => attempt.Syntax.Span.Contains(operation.Syntax.Span) && operation != attempt;

    private static bool IsQuestionAboutCancellation(IOperation operation) => operation is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" };

    /// <summary>Returns whether an abort of the task ends the wait: it is one of HostedRuntime, or it has a token that can fire.</summary>
    private static bool EndsByAbort(IAwaitOperation wait, RuntimeApi api)
    {
        var awaited = wait.Operation.Unwrapped();
        if (api.IsJoinHandle(awaited.Type))
            return true;
        return awaited is IInvocationOperation call && (api.IsOurs(call.TargetMethod)
            || call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && api.IsToken(argument.Value.Type) && argument.Value.Unwrapped() is not IDefaultValueOperation and not IPropertyReferenceOperation { Property.Name: "None" }));
    }
}
