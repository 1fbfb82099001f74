using System.Collections.Immutable;
using HostedRuntime.Analyzers.Flow;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Holding;

/// <summary>HRT001: a path through the function does not give back a guard, permit or ticket.</summary>
internal sealed class HeldOnEveryPath : FlowRule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT001",
        "A guard, permit or ticket is not given back on every path",
        "'{0}' is not given back on every path from here to the end: declare it with 'using'",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A lock, permit or place in line that is not given back is held for ever, and every later waiter waits for ever.",
        helpLinkUri: Pages + "HRT001.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    protected override bool Interests(IInvocationOperation call, RuntimeApi api)
        => api.IsOurs(call.TargetMethod)
            && (api.IsHeld(call.Type) || (call.Type is INamedTypeSymbol { TypeArguments: [var result] } && api.IsHeld(result))
                || call.TargetMethod.Parameters.Any(parameter => parameter.RefKind == RefKind.Out && api.IsHeld(parameter.Type)));

    protected override FlowClient CreateClient(RuntimeApi api, CapturedVariables captured, ImmutableArray<IOperation> roots, Action<Diagnostic> report)
        => new Client(api, captured, roots, report);

    private sealed class Client(RuntimeApi api, CapturedVariables captured, ImmutableArray<IOperation> roots, Action<Diagnostic> report) : HeldValues(api, captured)
    {
        private readonly HashSet<SyntaxNode> _reported = [];

        public override void AtEnd(FlowState state)
        {
            foreach (var entry in state.Facts)
                Report(entry.Key, entry.Value);
        }

        protected override void Overwritten(FlowKey key, Fact fact) => Report(key, fact);

        private void Report(FlowKey key, Fact fact)
        {
            if (key.Local is not { } local || IsGivenBackByCondition(local, fact) || !_reported.Add(fact.Site.Syntax))
                return;
            report(Diagnostic.Create(s_descriptor, local.Locations[0], [fact.Site.Syntax.GetLocation()], local.Name));
        }

        /// <summary>
        /// Returns whether the function gives the value back under a condition that this analysis cannot connect to the path. That is so in
        /// a finally block, or where the variable got its value after its declaration.
        /// </summary>
        private bool IsGivenBackByCondition(ILocalSymbol local, Fact fact)
        {
            var isLate = !IsDeclaredAt(local, fact.Site.Syntax);
            return roots.SelectMany(static root => root.Descendants()).OfType<IInvocationOperation>().Any(call =>
                call.TargetMethod.Name is "Dispose" or "Forget" or "Downgrade"
                && call.Instance?.Unwrapped() is ILocalReferenceOperation read
                && SymbolEqualityComparer.Default.Equals(read.Local, local)
                && (isLate || IsInFinally(call)));
        }

        private static bool IsDeclaredAt(ILocalSymbol local, SyntaxNode site)
            => local.DeclaringSyntaxReferences is [var declaration] && (declaration.Span.Contains(site.Span) || site.Span.Contains(declaration.Span));

        private static bool IsInFinally(IOperation operation)
        {
            for (var at = operation; at.Parent is { } parent; at = parent)
            {
                if (parent is ITryOperation attempt && attempt.Finally == at)
                    return true;
            }

            return false;
        }
    }
}
