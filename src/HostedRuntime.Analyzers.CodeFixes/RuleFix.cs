using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>The fix of one rule: a change of one file, computed from the place of the diagnostic.</summary>
internal abstract class RuleFix(string rule, string title) : CodeFixProvider
{
    /// <summary>Marks the nodes that the formatter lays out after the change.</summary>
    protected static SyntaxAnnotation Format => Formatter.Annotation;

    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [rule];

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;
        var node = root.FindNode(context.Span, getInnermostNodeForTie: true);
        if (Change(root, node, model) is { } changed)
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(changed)), equivalenceKey: rule), context.Diagnostics);
    }

    /// <summary>Returns the changed file; null if the place has a form that this fix cannot change.</summary>
    protected abstract SyntaxNode? Change(SyntaxNode root, SyntaxNode node, SemanticModel model);
}
