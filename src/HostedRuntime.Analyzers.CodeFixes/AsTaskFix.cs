using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT018: makes the wait a Task, which can be awaited again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class AsTaskFix() : RuleFix("HRT018", "Make the wait a Task")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        // Only a variable declared with var takes the other type without further changes.
        if (node.FirstAncestorOrSelf<AwaitExpressionSyntax>() is not { Expression: IdentifierNameSyntax name } || model.GetSymbolInfo(name).Symbol is not ILocalSymbol local
            || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } wait, Parent: VariableDeclarationSyntax { Type.IsVar: true } })
        {
            return null;
        }

        var task = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, wait.WithoutTrivia(), SyntaxFactory.IdentifierName("AsTask")));
        return root.ReplaceNode(wait, task.WithTriviaFrom(wait));
    }
}
