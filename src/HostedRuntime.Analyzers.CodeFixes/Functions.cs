using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>Questions about the function around a node.</summary>
internal static class Functions
{
    /// <summary>Returns whether the innermost function around the node may contain an await.</summary>
    public static bool IsInAsyncFunction(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case BaseMethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case GlobalStatementSyntax:
                    return true;
                case MemberDeclarationSyntax:
                    return false;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Returns a name that nothing at the place has: the wanted one, or the wanted one with a number.</summary>
    public static string UnusedName(string wanted, SyntaxNode node, SemanticModel model)
    {
        var name = wanted;
        // The whole member counts, because a name of an inner block must not be that of an outer one.
        var member = node.AncestorsAndSelf().FirstOrDefault(static ancestor => ancestor is MemberDeclarationSyntax) ?? node;
        var taken = new HashSet<string>(member.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText));
        for (var i = 2; taken.Contains(name) || !model.LookupSymbols(node.SpanStart, name: name).IsEmpty; i++)
            name = wanted + i;
        return name;
    }

    /// <summary>Returns an await of the expression, in parentheses if its context needs them.</summary>
    public static ExpressionSyntax Await(ExpressionSyntax awaited, SyntaxNode replaced)
    {
        ExpressionSyntax wait = SyntaxFactory.AwaitExpression(awaited.WithoutTrivia());
        if (replaced.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax)
            wait = SyntaxFactory.ParenthesizedExpression(wait);
        return wait.WithTriviaFrom(replaced);
    }
}
