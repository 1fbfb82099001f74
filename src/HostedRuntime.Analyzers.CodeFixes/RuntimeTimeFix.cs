using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT014: sleeps on the runtime's clock instead of <c>Task.Delay</c>, where the delay is awaited.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class RuntimeTimeFix() : RuleFix("HRT014", "Sleep on the runtime's clock")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        // A Task that is kept needs more than another call.
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: AwaitExpressionSyntax, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Delay" } } call)
            return null;
        var arguments = call.ArgumentList.Arguments;
        var sleep = RuntimeSleep.Of(arguments[0].Expression, arguments.Count > 1 ? arguments[1].Expression : null, model);
        return root.ReplaceNode(call, sleep.WithTriviaFrom(call));
    }
}
