using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Leaving;

/// <summary>HRT009: a body leaves the runtime by <c>ConfigureAwait(false)</c>.</summary>
internal sealed class LeavingByConfigureAwait : Rule
{
    private const int ContinueOnCapturedContext = 1;

    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT009",
        "ConfigureAwait(false) leaves the runtime",
        "The body goes on off the runtime after this await, on the ThreadPool: await without {0}",
        Scheduling,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The captured context is what brings a body back to its runtime. After ConfigureAwait(false) the body runs on the ThreadPool, where CurrentTask is empty and an abort does not reach it.",
        helpLinkUri: Pages + "HRT009.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
        => start.RegisterOperationAction(at => Analyze(at, context), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext at, RuleContext context)
    {
        var call = (IInvocationOperation)at.Operation;
        if (call.TargetMethod.Name != "ConfigureAwait" || !Leaves(call) || context.Bodies.KindAt(call, at.ContainingSymbol) != BodyKind.Runtime)
            return;
        // A wait of HostedRuntime resumes on its task whatever is configured: there the call is only noise.
        var severity = IsWaitOfOurs(call, context.Api) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        var argument = call.Arguments[call.Arguments.Length - 1].Value.Syntax.ToString();
        at.ReportDiagnostic(Diagnostic.Create(s_descriptor, call.Syntax.GetLocation(), severity, additionalLocations: null, properties: null, $"ConfigureAwait({argument})"));
    }

    private static bool Leaves(IInvocationOperation call)
        => call.Arguments.Length > 0 && call.Arguments[call.Arguments.Length - 1].Value.ConstantValue is { HasValue: true, Value: var value }
            && value switch { bool flag => !flag, int options => (options & ContinueOnCapturedContext) == 0, _ => false };

    private static bool IsWaitOfOurs(IInvocationOperation call, RuntimeApi api)
        => call.Receiver()?.Unwrapped() is IInvocationOperation { TargetMethod: var method } && api.IsOurs(method) && api.IsValueTask(method.ReturnType);
}
