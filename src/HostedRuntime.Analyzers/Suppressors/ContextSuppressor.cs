using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Suppressors;

/// <summary>A suppressor that decides by the code at the place of a diagnostic.</summary>
internal abstract class ContextSuppressor : DiagnosticSuppressor
{
    public sealed override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (RuntimeApi.Of(context.Compilation) is not { } api)
            return;
        var known = new RuleContext(api, context.Options);
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree && IsWrong(Place.Of(diagnostic, context.GetSemanticModel(tree), tree, context.CancellationToken), known))
                context.ReportSuppression(Suppression.Create(SuppressionOf(diagnostic.Id), diagnostic));
        }
    }

    /// <summary>Makes a descriptor for each of several rules of others.</summary>
    protected static ImmutableArray<SuppressionDescriptor> Descriptors(string id, string reason, params string[] suppressed)
        => [.. System.Linq.Enumerable.Select(suppressed, rule => new SuppressionDescriptor(id, rule, reason))];

    /// <summary>Returns whether the diagnostic is wrong at its place.</summary>
    protected abstract bool IsWrong(Place place, RuleContext context);

    private SuppressionDescriptor SuppressionOf(string rule)
    {
        foreach (var descriptor in SupportedSuppressions)
        {
            if (descriptor.SuppressedDiagnosticId == rule)
                return descriptor;
        }

        throw new System.InvalidOperationException($"{rule} is no rule of this suppressor.");
    }
}
