using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT003: says that the task is meant to run without its handle.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class DetachFix() : RuleFix("HRT003", "Detach the task")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } spawn)
            return null;
        // The wait of SpawnBlockingAsync gives the handle, and the spawn itself does not.
        ExpressionSyntax handle = spawn.Parent is AwaitExpressionSyntax wait ? SyntaxFactory.ParenthesizedExpression(wait.WithoutTrivia()) : spawn.WithoutTrivia();
        ExpressionSyntax whole = spawn.Parent as AwaitExpressionSyntax ?? (ExpressionSyntax)spawn;
        if (whole.Parent is AssignmentExpressionSyntax discard)
            whole = discard;
        var detached = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, handle, SyntaxFactory.IdentifierName("Detach")));
        return root.ReplaceNode(whole, detached.WithTriviaFrom(whole));
    }
}
