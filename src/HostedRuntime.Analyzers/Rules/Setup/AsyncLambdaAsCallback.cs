using HostedRuntime.Analyzers.Knowledge;
using HostedRuntime.Analyzers.Rules.Spawning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Setup;

/// <summary>HRT016: an async lambda is given where HostedRuntime calls a synchronous callback.</summary>
internal sealed class AsyncLambdaAsCallback : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT016",
        "An async lambda where a synchronous callback is expected",
        "{0} calls this synchronously and does not wait for the asynchronous rest: {1}",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The caller gets control back at the first await. The rest runs later, nobody awaits it, and an exception in an async void lambda ends the process.",
        helpLinkUri: Pages + "HRT016.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        start.RegisterOperationAction(at => AnalyzeLambda(at, context.Api), OperationKind.AnonymousFunction);
        start.RegisterOperationAction(at => AnalyzeCall(at, context.Api), OperationKind.Invocation);
    }

    /// <summary>Reports an async void lambda that becomes a hook or an argument of HostedRuntime.</summary>
    private static void AnalyzeLambda(OperationAnalysisContext at, RuntimeApi api)
    {
        var lambda = (IAnonymousFunctionOperation)at.Operation;
        if (!lambda.Symbol.IsAsync || !lambda.Symbol.ReturnsVoid || lambda.Parent is not IDelegateCreationOperation creation)
            return;
        var receiver = creation.Context() switch
        {
            IArgumentOperation { Parameter: { } parameter } => parameter.ContainingSymbol,
            IAssignmentOperation { Target: IPropertyReferenceOperation property } => property.Property,
            // hooks.TaskFaulted += lambda
            IBinaryOperation { Parent: IAssignmentOperation { Target: IPropertyReferenceOperation property } } => property.Property,
            IEventAssignmentOperation { EventReference: IEventReferenceOperation reference } => reference.Event,
            _ => null,
        };
        if (receiver is not null && api.IsOurs(receiver))
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, PlaceOf(lambda), NameOf(receiver), "hand the work to a channel or to Spawn"));
    }

    /// <summary>Reports a body with a Task as its result where HostedRuntime takes the result as a plain value.</summary>
    private static void AnalyzeCall(OperationAnalysisContext at, RuntimeApi api)
    {
        var call = (IInvocationOperation)at.Operation;
        if (call.TargetMethod.Name is not ("BlockInPlace" or "SpawnBlocking" or "SpawnBlockingAsync") || !api.IsOurs(call.TargetMethod))
            return;
        if (call.Lambda() is { } lambda && !lambda.Symbol.ReturnsVoid && (api.IsTask(lambda.Symbol.ReturnType) || ReturnsTask(lambda, api)))
        {
            var cure = call.TargetMethod.Name == "BlockInPlace" ? "await the work without BlockInPlace" : "use Spawn";
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, PlaceOf(lambda), NameOf(call.TargetMethod), cure));
        }
    }

    private static bool ReturnsTask(IAnonymousFunctionOperation lambda, RuntimeApi api)
        => lambda.Symbol.ReturnType.SpecialType == SpecialType.System_Object
            && lambda.Body.OwnDescendants().OfType<IReturnOperation>().Any(result => result.ReturnedValue is { } value && api.IsTask(value.Unwrapped().Type));

    private static Location PlaceOf(IAnonymousFunctionOperation lambda)
        => lambda.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.LambdaExpressionSyntax syntax
            ? Location.Create(syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(syntax.SpanStart, syntax.ArrowToken.Span.End))
            : lambda.Syntax.GetLocation();

    private static string NameOf(ISymbol receiver) => $"{receiver.ContainingType.Name}.{receiver.Name}";
}
