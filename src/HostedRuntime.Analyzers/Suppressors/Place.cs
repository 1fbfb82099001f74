using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Suppressors;

/// <summary>The code at the place of a diagnostic.</summary>
/// <param name="Operation">The smallest operation there, or null.</param>
/// <param name="Member">The member around it, or null.</param>
internal sealed record Place(IOperation? Operation, ISymbol? Member)
{
    public static Place Of(Diagnostic diagnostic, SemanticModel model, SyntaxTree tree, CancellationToken cancellationToken)
    {
        var node = tree.GetRoot(cancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var operation = node.AncestorsAndSelf().Select(ancestor => model.GetOperation(ancestor, cancellationToken)).FirstOrDefault(static found => found is not null);
        var member = model.GetEnclosingSymbol(diagnostic.Location.SourceSpan.Start, cancellationToken);
        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            member = member.ContainingSymbol;
        return new Place(operation, member);
    }

    public BodyKind KindIn(RuleContext context) => Operation is null ? BodyKind.None : context.Bodies.KindAt(Operation, Member);

    /// <summary>Returns the nearest call around the place.</summary>
    public IInvocationOperation? Call()
    {
        var at = Operation;
        while (at is not null and not IInvocationOperation)
            at = at.Parent;
        return at as IInvocationOperation;
    }
}
