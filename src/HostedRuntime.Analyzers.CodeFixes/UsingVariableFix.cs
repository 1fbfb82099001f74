using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>HRT001: declares the variable with <c>using</c>, so that it is given back on every path.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class UsingVariableFix() : RuleFix("HRT001", "Declare it with 'using'")
{
    protected override SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        // A variable of an out argument or a pattern cannot be declared with using.
        if (node.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { Initializer: not null, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } variable)
            return null;
        // A using variable cannot be assigned again.
        if (statement.UsingKeyword != default || model.GetDeclaredSymbol(variable) is not { } local || IsAssigned(root, local, model))
            return null;
        var keyword = SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
        return root.ReplaceNode(statement, statement.WithLeadingTrivia().WithUsingKeyword(keyword));
    }

    private static bool IsAssigned(SyntaxNode root, ISymbol local, SemanticModel model)
        => root.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local));
}
