using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using HostedRuntime.Analyzers.Rules.Spawning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Suppressors;

/// <summary>HRTS003: HRT003 reports a dropped handle, with a fix, so other rules need not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DroppedHandleSuppressor : ContextSuppressor
{
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; }
        = Descriptors("HRTS003", "HRT003 reports the dropped handle of a task.", "VSTHRD110", "MA0134");

    protected override bool IsWrong(Place place, RuleContext context)
        => place.Call() is { } call && DroppedHandle.IsReportedAt(call, place.Member, context.Api);
}
