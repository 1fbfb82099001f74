using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>
/// Follows guards, permits and tickets: where a variable gets one, gives it back, or hands it on. A value that is handed on is followed no
/// further, because its new owner disposes it.
/// </summary>
internal abstract class HeldValues(RuntimeApi api, CapturedVariables captured) : FlowClient
{
    public sealed override FlowState After(IOperation operation, FlowState state)
    {
        switch (operation)
        {
            case IAnonymousFunctionOperation or IFlowAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                return state;
            case ISimpleAssignmentOperation { IsRef: false } assignment when FlowKey.Of(assignment.Target) is { } target && api.IsHeld(assignment.Target.Type):
                return Assign(target, assignment.Value, state);
            // The compiler's own variable for the value of a using statement: the value is still the one of the local.
            case IFlowCaptureOperation capture when KeyOf(capture.Value) is { } source && state[source] is { } fact:
                return state.Without(source).With(FlowKey.OfCapture(capture), fact);
            case IFlowCaptureOperation capture when api.IsHeld(capture.Value.Type):
                return Assign(FlowKey.OfCapture(capture), capture.Value, state);
            case IInvocationOperation call:
                return AfterCall(call, state);
            case IPropertyReferenceOperation { Instance: { } instance } when KeyOf(instance) is not null:
                return state;
            case ILocalReferenceOperation or IFlowCaptureReferenceOperation when KeyOf(operation) is { } key:
                return state.Without(key);
            default:
                return operation.ChildOperations.Aggregate(state, (facts, child) => After(child, facts));
        }
    }

    public sealed override FlowState OnBranch(IOperation condition, bool value, FlowState state)
    {
        var tested = condition.Unwrapped();
        while (tested is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            tested = not.Operand.Unwrapped();
            value = !value;
        }

        return value && tested is IInvocationOperation call && GuardOf(call) is { } key ? Acquire(key, call, state) : state;
    }

    /// <summary>Called before a call that takes a lock.</summary>
    protected virtual void BeforeLock(IInvocationOperation call, FlowState state)
    {
    }

    /// <summary>Called where a variable that may hold a value gets another value.</summary>
    protected virtual void Overwritten(FlowKey key, Fact fact)
    {
    }

    private FlowState Assign(FlowKey target, IOperation value, FlowState state)
    {
        state = After(value, state);
        if (state[target] is { } lost)
            Overwritten(target, lost);
        state = state.Without(target);
        return SourceOf(value) is { } source ? Acquire(target, source, state) : state;
    }

    private FlowState Acquire(FlowKey key, IInvocationOperation source, FlowState state)
        => key.Local is { } local && captured.Contains(local) ? state : state.With(key, new Fact(source, IsCertain: true, source.Instance.Target()));

    private FlowState AfterCall(IInvocationOperation call, FlowState state)
    {
        if (api.IsHeld(ResultOf(call)) || GuardOf(call) is not null)
            BeforeLock(call, state);
        var own = call.Instance is { } instance ? KeyOf(instance) : null;
        if (own is null && call.Instance is { } other)
            state = After(other, state);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.RefKind != RefKind.Out)
                state = After(argument.Value, state);
            else if (KeyOf(OutVariable(argument)) is { } given)
                state = state.Without(given);
        }

        // Remaining calls on the value leave it as it is: Value, Count, Split.
        return own is { } key && call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Forget" or "Downgrade" or "Map" or "Send" or "WaitAsync"
            ? state.Without(own.Value)
            : state;
    }

    /// <summary>Returns the variable that gets the guard if the call returns true; null if the call is no such attempt.</summary>
    private FlowKey? GuardOf(IInvocationOperation call)
        => api.IsOurs(call.TargetMethod) && call.Arguments.FirstOrDefault(argument => argument.Parameter?.RefKind == RefKind.Out && api.IsHeld(argument.Parameter.Type)) is { } argument
            ? KeyOf(OutVariable(argument))
            : null;

    private static IOperation OutVariable(IArgumentOperation argument) => argument.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : argument.Value;

    private FlowKey? KeyOf(IOperation operation) => operation.Unwrapped() is var inner && api.IsHeld(inner.Type) ? FlowKey.Of(inner) : null;

    /// <summary>Returns the call that the value comes from; null if it comes from a variable or a literal.</summary>
    private static IInvocationOperation? SourceOf(IOperation value) => value.Unwrapped() switch
    {
        IAwaitOperation wait => SourceOf(wait.Operation),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => SourceOf(task),
        IInvocationOperation call => call,
        _ => null,
    };

    private ITypeSymbol? ResultOf(IInvocationOperation call)
        => call.Type is INamedTypeSymbol { TypeArguments: [var result] } type && api.IsValueTask(type) ? result : call.Type;
}
