using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT004: lets the abort pass the catch.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class AbortFilterFix() : RuleFix("HRT004", "Let the abort pass")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<CatchClauseSyntax>() is not { Filter: null } handler)
            return null;
        // A catch for cancellation alone has to say which cancellation it means.
        if (handler.Declaration is { } caught && model.GetTypeInfo(caught.Type).Type?.Name != "Exception")
            return null;
        var name = handler.Declaration is { } declared && declared.Identifier != default ? declared.Identifier.ValueText : Functions.UnusedName("e", handler, model);
        var declaration = SyntaxFactory.ParseStatement($"try {{ }} catch (Exception {name}) when ({name} is not OperationCanceledException) {{ }}").ChildNodes().OfType<CatchClauseSyntax>().Single();
        var type = handler.Declaration?.Type ?? declaration.Declaration!.Type;
        return root.ReplaceNode(handler, handler
            .WithCatchKeyword(handler.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space))
            .WithDeclaration(declaration.Declaration!.WithType(type.WithTrailingTrivia(SyntaxFactory.Space)))
            .WithFilter(declaration.Filter!.WithTrailingTrivia(handler.Declaration?.GetTrailingTrivia() ?? handler.CatchKeyword.TrailingTrivia)));
    }
}
