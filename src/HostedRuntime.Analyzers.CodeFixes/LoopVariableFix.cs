using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT006: copies the loop variable, so that each body has its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class LoopVariableFix() : RuleFix("HRT006", "Copy the variable for each body")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<IdentifierNameSyntax>() is not { } use || model.GetSymbolInfo(use).Symbol is not ILocalSymbol local)
            return null;
        // The outermost lambda in the loop has the spawn's statement around it.
        var lambda = use.Ancestors().TakeWhile(static ancestor => ancestor is not ForStatementSyntax).OfType<AnonymousFunctionExpressionSyntax>().LastOrDefault();
        if (lambda?.Ancestors().OfType<StatementSyntax>().FirstOrDefault() is not { } statement)
            return null;
        var name = Functions.UnusedName("own" + char.ToUpperInvariant(local.Name[0]) + local.Name.Substring(1), statement, model);
        var uses = lambda.DescendantNodes().OfType<IdentifierNameSyntax>().Where(other => other.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(other).Symbol, local));
        var copy = SyntaxFactory.ParseStatement($"var {name} = {local.Name};").WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Format);
        var spawn = statement.ReplaceNodes(uses, (_, other) => other.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(other.Identifier)));
        if (statement.Parent is BlockSyntax)
            return root.ReplaceNode(statement, [copy.WithLeadingTrivia(statement.GetLeadingTrivia()), spawn]);
        return root.ReplaceNode(statement, SyntaxFactory.Block(copy, spawn.WithoutTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia()).WithAdditionalAnnotations(Format));
    }
}
