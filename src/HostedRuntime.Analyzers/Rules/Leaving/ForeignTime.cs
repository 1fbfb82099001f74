using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Leaving;

/// <summary>HRT014: a body uses a clock or threads that are not the runtime's.</summary>
internal sealed class ForeignTime : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT014",
        "A body uses time or threads that are not the runtime's",
        "'{0}' {1}: use {2}",
        Scheduling,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A wait on the system clock cannot be moved by a test, and is not seen as a timer of the runtime. Work on the ThreadPool is neither drained nor aborted with the runtime.",
        helpLinkUri: Pages + "HRT014.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        start.RegisterOperationAction(at => AnalyzeCall(at, context), OperationKind.Invocation);
        start.RegisterOperationAction(at => AnalyzeCreation(at, context), OperationKind.ObjectCreation);
    }

    private static void AnalyzeCall(OperationAnalysisContext at, RuleContext context)
    {
        var call = (IInvocationOperation)at.Operation;
        var cure = CureOf(call.TargetMethod);
        if (cure is null || IsForEver(call) || context.Bodies.KindAt(call, at.ContainingSymbol) != BodyKind.Runtime)
            return;
        var reason = cure is "Spawn or SpawnBlocking" or "RunScopeAsync or JoinSet" ? "leaves the runtime" : "is not on the runtime's clock";
        at.ReportDiagnostic(Diagnostic.Create(s_descriptor, call.Place(), $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}", reason, cure));
    }

    private static void AnalyzeCreation(OperationAnalysisContext at, RuleContext context)
    {
        var creation = (IObjectCreationOperation)at.Operation;
        if (creation.Constructor is not { ContainingType.Name: "PeriodicTimer" or "CancellationTokenSource" } constructor || HasProvider(constructor))
            return;
        var cure = NameOf(constructor.ContainingType) switch
        {
            "System.Threading.PeriodicTimer" => "Interval",
            "System.Threading.CancellationTokenSource" when constructor.Parameters.Length > 0 => "AsyncTime.TimeoutAsync, or the constructor with a TimeProvider",
            _ => null,
        };
        if (cure is not null && context.Bodies.KindAt(creation, at.ContainingSymbol) == BodyKind.Runtime)
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, creation.Syntax.GetLocation(), constructor.ContainingType.Name, "is not on the runtime's clock", cure));
    }

    private static string? CureOf(IMethodSymbol method) => method.Name switch
    {
        "Delay" when IsIn(method, "System.Threading.Tasks.Task") && !HasProvider(method) => "AsyncTime.SleepAsync",
        "WaitAsync" when IsIn(method, "System.Threading.Tasks.Task") && !HasProvider(method) && method.Parameters.Any(static parameter => parameter.Type.Name == "TimeSpan")
            => "the overload with a TimeProvider",
        "CancelAfter" when IsIn(method, "System.Threading.CancellationTokenSource") => "AsyncTime.TimeoutAsync",
        "Run" when IsIn(method, "System.Threading.Tasks.Task") => "Spawn or SpawnBlocking",
        "StartNew" when IsIn(method, "System.Threading.Tasks.TaskFactory") => "Spawn or SpawnBlocking",
        "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" when IsIn(method, "System.Threading.ThreadPool") => "Spawn or SpawnBlocking",
        "ForAsync" or "ForEachAsync" when IsIn(method, "System.Threading.Tasks.Parallel") => "RunScopeAsync or JoinSet",
        _ => null,
    };

    /// <summary>Returns whether the call waits without end, so that no clock matters.</summary>
    private static bool IsForEver(IInvocationOperation call)
        => call.Arguments.Length > 0 && (call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: -1 }
            || call.Arguments[0].Value.Unwrapped() is IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" });

    private static bool HasProvider(IMethodSymbol method) => method.Parameters.Any(static parameter => parameter.Type.Name == "TimeProvider");

    private static bool IsIn(IMethodSymbol method, string type) => NameOf(method.ContainingType) == type;

    private static string NameOf(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}
