using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT002: keeps the value in a <c>using</c> variable until the end of the block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class KeepInUsingFix() : RuleFix("HRT002", "Keep it in a 'using' variable")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax or GlobalStatementSyntax } statement)
            return null;
        var value = statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard ? discard.Right : statement.Expression;
        // An argument "out _" is not the value of the statement.
        if (value.Span != node.Span || model.GetTypeInfo(value).Type is not { } type)
            return null;
        var isAsync = type.AllInterfaces.Any(static implemented => implemented.Name == "IAsyncDisposable") && !type.AllInterfaces.Any(static implemented => implemented.Name == "IDisposable");
        if (isAsync && !Functions.IsInAsyncFunction(statement))
            return null;
        var name = Functions.UnusedName(char.ToLowerInvariant(type.Name[0]) + type.Name.Substring(1), statement, model);
        var declaration = SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(
            SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name), null, SyntaxFactory.EqualsValueClause(
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
                value.WithoutTrivia())))))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithSemicolonToken(statement.SemicolonToken);
        if (isAsync)
            declaration = declaration.WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        return root.ReplaceNode(statement, declaration.WithTriviaFrom(statement));
    }
}
