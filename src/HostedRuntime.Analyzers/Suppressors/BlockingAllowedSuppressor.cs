using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using HostedRuntime.Analyzers.Rules.Leaving;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Suppressors;

/// <summary>HRTS004: a body on the blocking pool may use the blocking calls of HostedRuntime.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlockingAllowedSuppressor : ContextSuppressor
{
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; }
        = Descriptors("HRTS004", "A body of SpawnBlocking or BlockInPlace is the place for this call.", "CA1849", "MA0042", "MA0045", "VSTHRD103");

    protected override bool IsWrong(Place place, RuleContext context)
        => place.Call() is { } call && context.Api.IsOurs(call.TargetMethod) && BlockingCalls.NameOf(call, context.Api) is not null && place.KindIn(context) == BodyKind.Blocking;
}
