using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT015: spawns into the scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ScopeSpawnFix() : RuleFix("HRT015", "Spawn into the scope")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: [{ Expression: LambdaExpressionSyntax body }, ..] } spawn)
            return null;
        if (spawn.Ancestors().OfType<LambdaExpressionSyntax>().FirstOrDefault() is not { } around || ParameterOf(around) is not { } scope)
            return null;
        // The bodies of a scope take the token.
        var withToken = body is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [] } plain
            ? SyntaxFactory.SimpleLambdaExpression(plain.AttributeLists, plain.Modifiers, SyntaxFactory.Parameter(SyntaxFactory.Identifier("_").WithTrailingTrivia(SyntaxFactory.Space)), plain.ArrowToken, plain.Block, plain.ExpressionBody)
            : body;
        var changed = spawn.ReplaceNode(body, withToken.WithTriviaFrom(body)).WithExpression(access.WithExpression(SyntaxFactory.IdentifierName(scope).WithTriviaFrom(access.Expression)));
        ExpressionSyntax whole = spawn.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Detach", Parent: InvocationExpressionSyntax detach } ? detach : spawn;
        return root.ReplaceNode(whole, changed.WithTriviaFrom(whole));
    }

    private static string? ParameterOf(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var only] } => only.Identifier.ValueText,
        _ => null,
    };
}
