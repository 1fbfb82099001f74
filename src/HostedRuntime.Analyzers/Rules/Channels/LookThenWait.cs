using System.Collections.Concurrent;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Channels;

/// <summary>HRT011: a notification for all may come between the look at a condition and the wait.</summary>
internal sealed class LookThenWait : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT011",
        "The notification may come between the look and the wait",
        "A NotifyAll between the condition and this wait is missed: take a ticket with '{0}.Register()' before the condition, and wait with it",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "NotifyAll wakes the waiters of this moment and stores nothing. A function that looks at a condition and then waits is no waiter in between.",
        helpLinkUri: Pages + "HRT011.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterSymbolStartAction(type => RegisterType(type, context.Api), SymbolKind.NamedType);

    private static void RegisterType(SymbolStartAnalysisContext type, RuntimeApi api)
    {
        // Most types have no such field, and then their calls are not looked at.
        if (!((INamedTypeSymbol)type.Symbol).GetMembers().OfType<IFieldSymbol>().Any(field => field.Type.Name == "AsyncNotify" && api.IsOurs(field.Type)))
            return;
        var notified = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        var waits = new ConcurrentBag<(ISymbol Field, Location Place)>();
        type.RegisterOperationAction(
            at =>
            {
                var call = (IInvocationOperation)at.Operation;
                if (call.TargetMethod.ContainingType.Name != "AsyncNotify" || call.Instance?.Unwrapped() is not IFieldReferenceOperation { Field: var field })
                    return;
                if (call.TargetMethod.Name == "NotifyAll")
                    notified[field] = true;
                else if (call.TargetMethod.Name == "WaitAsync" && IsAfterLook(call) && !HasTicket(call, field))
                    waits.Add((field, call.Syntax.GetLocation()));
            },
            OperationKind.Invocation);
        type.RegisterSymbolEndAction(end =>
        {
            foreach (var (field, place) in waits)
            {
                if (notified.ContainsKey(field))
                    end.ReportDiagnostic(Diagnostic.Create(s_descriptor, place, field.Name));
            }
        });
    }

    /// <summary>Returns whether the wait stands under a condition on a state of the type.</summary>
    private static bool IsAfterLook(IOperation wait)
    {
        for (IOperation at = wait; at.Parent is { } parent and not IAnonymousFunctionOperation and not ILocalFunctionOperation; at = parent)
        {
            var condition = parent switch
            {
                IWhileLoopOperation { ConditionIsTop: true } loop when loop.Condition != at => loop.Condition,
                IConditionalOperation branch when branch.Condition != at => branch.Condition,
                _ => null,
            };
            if (condition?.DescendantsAndSelf().Any(IsStateOfType) == true)
                return true;
        }

        return false;
    }

    /// <summary>Returns whether a condition reads the object itself: only that may be what the notification is about.</summary>
    private static bool IsStateOfType(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false }, Instance: null or IInstanceReferenceOperation } => true,
        IFieldReferenceOperation { Field.IsReadOnly: true, Instance: IInstanceReferenceOperation } field => field.Parent is IPropertyReferenceOperation or IInvocationOperation,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } or IInvocationOperation { Instance: IInstanceReferenceOperation } => true,
        _ => false,
    };

    private static bool HasTicket(IOperation wait, ISymbol field)
        => (wait.Function() ?? wait.Root()).Descendants().OfType<IInvocationOperation>().Any(call =>
            call.TargetMethod.Name == "Register" && call.Instance?.Unwrapped() is IFieldReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Field, field));
}
