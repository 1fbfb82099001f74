using System.Globalization;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Setup;

/// <summary>HRT013: a constant argument or option is outside the allowed range.</summary>
internal sealed class ConstantOutOfRange : Rule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT013",
        "A constant is outside its allowed range",
        "'{0}' is {1}, which is not allowed: the range is {2}",
        Correctness,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The call throws, or the runtime refuses its options, each time that this line runs.",
        helpLinkUri: Pages + "HRT013.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    public override void Register(CompilationStartAnalysisContext start, RuleContext context)
    {
        start.RegisterOperationAction(at => AnalyzeArgument(at, context.Api), OperationKind.Argument);
        start.RegisterOperationAction(at => AnalyzeAssignment(at, context.Api), OperationKind.SimpleAssignment);
    }

    private static void AnalyzeArgument(OperationAnalysisContext at, RuntimeApi api)
    {
        var argument = (IArgumentOperation)at.Operation;
        if (argument is not { ArgumentKind: ArgumentKind.Explicit, Parameter: { Type.SpecialType: SpecialType.System_Int32 } parameter, Value.ConstantValue: { HasValue: true, Value: int value } })
            return;
        if (api.IsOurs(parameter.ContainingSymbol) && LeastOf(parameter) is { } least && value < least && !argument.IsExpectedToThrow())
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, argument.Value.Syntax.GetLocation(), parameter.Name, value.ToString(CultureInfo.InvariantCulture), $"from {least}"));
    }

    /// <summary>Returns the least allowed value of a parameter of HostedRuntime, or null if it has none.</summary>
    private static int? LeastOf(IParameterSymbol parameter) => (parameter.ContainingType.Name, parameter.ContainingSymbol.Name, parameter.Name) switch
    {
        ("MpscChannel", "CreateBounded", "capacity") or ("Broadcast", "Create", "capacity") or ("AsyncRuntime", "Channel", "capacity") => 1,
        ("JoinSet" or "JoinMap", ".ctor", "maxConcurrency") => 1,
        ("Sender", "ReserveAsync" or "TryReserve", "count") => 1,
        // A barrier for 0 participants is allowed: it counts as 1.
        ("AsyncBarrier", ".ctor", "participants") => 0,
        ("AsyncSemaphore", ".ctor", "permits") => 0,
        ("AsyncSemaphore", "AcquireAsync" or "TryAcquire" or "BlockingAcquire" or "AddPermits" or "RemovePermits", "count") => 0,
        _ => null,
    };

    private static void AnalyzeAssignment(OperationAnalysisContext at, RuntimeApi api)
    {
        var assignment = (ISimpleAssignmentOperation)at.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { ContainingType.Name: "RuntimeOptions" or "TaskScopeOptions" } property } || !api.IsOurs(property) || assignment.IsExpectedToThrow())
            return;
        if (OptionRanges.Find(property.Name) is { } range && ConstantOf(assignment.Value) is { } value && !range.Allows(value))
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, assignment.Value.Syntax.GetLocation(), property.Name, assignment.Value.Syntax.ToString(), range.Text));
        else if (property.Name is "WorkerThreads" && assignment.Parent is IObjectOrCollectionInitializerOperation initializer && initializer.Initializers.Any(IsFlavorWithoutWorkers))
            at.ReportDiagnostic(Diagnostic.Create(s_descriptor, assignment.Syntax.GetLocation(), property.Name, "set", "no value, because this flavor starts no workers"));
    }

    private static bool IsFlavorWithoutWorkers(IOperation initializer)
        => initializer is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Flavor" }, Value: var value }
            && value.Unwrapped() is IFieldReferenceOperation { Field.Name: "CurrentThread" or "ThreadPool" };

    /// <summary>Returns a constant number, or the ticks of a TimeSpan that constants make; null for any other value.</summary>
    private static long? ConstantOf(IOperation operation) => operation.Unwrapped() switch
    {
        { ConstantValue: { HasValue: true, Value: int number } } => number,
        IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } } => 0,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "TimeSpan", Name: var unit }, Arguments: [var amount, ..] } call when call.Arguments.Skip(1).All(static rest => rest.ArgumentKind == ArgumentKind.DefaultValue)
            => Ticks(unit, amount.Value.Unwrapped().ConstantValue),
        _ => null,
    };

    private static long? Ticks(string unit, Optional<object?> amount)
    {
        if (amount is not { HasValue: true, Value: int or long or double })
            return null;
        var ticks = unit switch
        {
            "FromTicks" => 1,
            "FromMicroseconds" => 10,
            "FromMilliseconds" => TimeSpan.TicksPerMillisecond,
            "FromSeconds" => TimeSpan.TicksPerSecond,
            "FromMinutes" => TimeSpan.TicksPerMinute,
            "FromHours" => TimeSpan.TicksPerHour,
            "FromDays" => TimeSpan.TicksPerDay,
            _ => 0L,
        };
        return ticks == 0 ? null : (long)(Convert.ToDouble(amount.Value, CultureInfo.InvariantCulture) * ticks);
    }
}
