using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Channels;

/// <summary>HRT012: nothing ends the sender of a channel that is read to its end.</summary>
internal sealed class SenderNeverEnded : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT012",
        "Nothing ends this sender, and its reader waits for ever",
        "Nothing disposes '{0}', so the loop over '{1}' never ends: put 'using ({0})' into the body that writes",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A channel ends when all of its senders are disposed or one of them is completed. A loop that reads it to its end waits for that.",
        helpLinkUri: Pages + "HRT012.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context.Api), OperationKind.DeconstructionAssignment);

    private static void Analyze(OperationAnalysisContext at, RuntimeApi api)
    {
        var assignment = (IDeconstructionAssignmentOperation)at.Operation;
        if (assignment.Value.Unwrapped() is not IInvocationOperation create || !api.IsOurs(create.TargetMethod)
            || create.TargetMethod is not { Name: "CreateBounded" or "CreateUnbounded" or "Create" or "Channel", ContainingType.Name: "MpscChannel" or "Broadcast" or "Watch" or "AsyncRuntime" })
        {
            return;
        }

        var target = assignment.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : assignment.Target;
        if (target is not ITupleOperation { Elements: [var first, var second] } || first.Target() is not ILocalSymbol sender || second.Target() is not ILocalSymbol receiver)
            return;
        var operations = assignment.Root().Descendants().ToList();
        if (!IsEnded(operations, sender) && operations.Any(operation => IsEndlessRead(operation, receiver)))
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, sender.Locations[0], sender.Name, receiver.Name));
    }

    /// <summary>Returns whether the sender is ended, or given to code that may end it.</summary>
    private static bool IsEnded(List<IOperation> operations, ILocalSymbol sender)
        => operations.OfType<ILocalReferenceOperation>()
            .Where(read => !read.IsDeclaration && SymbolEqualityComparer.Default.Equals(read.Local, sender))
            .Any(static read => read.Context() switch
            {
                IInvocationOperation call when call.Instance?.Unwrapped() == read => call.TargetMethod.Name is "Dispose" or "TryComplete" or "Complete",
                IPropertyReferenceOperation => false,
                _ => true,
            });

    private static bool IsEndlessRead(IOperation operation, ILocalSymbol receiver) => operation switch
    {
        IForEachLoopOperation { IsAsynchronous: true } loop => IsOf(loop.Collection, receiver, "ReadAllAsync") && !HasExit(loop.Body),
        IWhileLoopOperation { Condition: { } condition } loop => condition.DescendantsAndSelf().Any(part => IsOf(part, receiver, "WaitToReadAsync")) && !HasExit(loop.Body),
        _ => false,
    };

    private static bool IsOf(IOperation operation, ILocalSymbol receiver, string method)
        => operation.Unwrapped() is IInvocationOperation call && call.TargetMethod.Name == method && SymbolEqualityComparer.Default.Equals(call.Instance.Target(), receiver);

    private static bool HasExit(IOperation body)
        => body.OwnDescendants().Any(static operation => operation is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo });
}
