using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Suppressors;

/// <summary>HRTS001 and HRTS002: in a body, an await without <c>ConfigureAwait</c> is right.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CapturedAwaitSuppressor : ContextSuppressor
{
    private const string Reason = "A captured await is what keeps a body on its runtime.";

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } =
        [.. Descriptors("HRTS001", Reason, "CA2007"), .. Descriptors("HRTS002", Reason, "VSTHRD111", "MA0004", "RCS1090", "S3216")];

    protected override bool IsWrong(Place place, RuleContext context) => place.KindIn(context) == BodyKind.Runtime;
}
