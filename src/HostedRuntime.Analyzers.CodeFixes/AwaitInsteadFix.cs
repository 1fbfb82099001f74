using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT008: awaits instead of blocking, in an async body.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class AwaitInsteadFix() : RuleFix("HRT008", "Await instead of blocking")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        var blocking = node.FirstAncestorOrSelf<ExpressionSyntax>(static expression => expression is InvocationExpressionSyntax or MemberAccessExpressionSyntax);
        if (blocking is null || !Functions.IsInAsyncFunction(blocking))
            return null;
        return AwaitedBy(blocking, model) is { } awaited ? root.ReplaceNode(blocking, Functions.Await(awaited, blocking)) : null;
    }

    private static ExpressionSyntax? AwaitedBy(ExpressionSyntax blocking, SemanticModel model) => blocking switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetResult", Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } } } => awaiter.Expression,
        InvocationExpressionSyntax { ArgumentList.Arguments: [], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } wait } when IsTask(wait.Expression, model) => wait.Expression,
        InvocationExpressionSyntax { ArgumentList.Arguments: [var time], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Sleep" } } => RuntimeSleep.Of(time.Expression, null, model),
        _ => null,
    };

    private static bool IsTask(ExpressionSyntax expression, SemanticModel model) => model.GetTypeInfo(expression).Type is { Name: "Task", ContainingNamespace.Name: "Tasks" };
}
