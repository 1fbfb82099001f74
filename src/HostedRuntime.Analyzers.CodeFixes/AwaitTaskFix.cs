using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT007: awaits the task where its handle was detached.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class AwaitTaskFix() : RuleFix("HRT007", "Await the task")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } spawn || !Functions.IsInAsyncFunction(spawn))
            return null;
        ExpressionSyntax whole = spawn.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Detach", Parent: InvocationExpressionSyntax detach } ? detach : spawn;
        return whole.Parent is ExpressionStatementSyntax ? root.ReplaceNode(whole, Functions.Await(spawn, whole)) : null;
    }
}
