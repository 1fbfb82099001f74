using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Channels;

/// <summary>HRT010: the answer of a <c>Try</c> method is ignored.</summary>
internal sealed class IgnoredAnswer : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT010",
        "The answer says whether it worked",
        "'{0}' may return false, and then {1}: use the answer, or assign it to '_'",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A Try method does not throw if it cannot do its work. Its answer is the only sign of that.",
        helpLinkUri: Pages + "HRT010.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context.Api), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext at, RuntimeApi api)
    {
        var call = (IInvocationOperation)at.Operation;
        if (call.Type?.SpecialType == SpecialType.System_Boolean && call.IsStatement() && LossOf(call.TargetMethod) is { } loss && api.IsOurs(call.TargetMethod) && !call.IsExpectedToThrow())
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, call.Syntax.GetLocation(), call.TargetMethod.Name, loss));
    }

    private static string? LossOf(IMethodSymbol method) => method.Name switch
    {
        "TrySend" or "TryWrite" => "the item was not taken",
        "TryReserve" => "no place was reserved",
        "TryLock" or "TryReadLock" or "TryWriteLock" => "the lock was not taken",
        "TryAcquire" => "no permit was taken",
        "TryRead" or "TryPeek" => "there is no item",
        _ => null,
    };
}
