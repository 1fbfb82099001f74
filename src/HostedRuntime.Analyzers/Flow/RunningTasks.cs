using HostedRuntime.Analyzers.Knowledge;
using HostedRuntime.Analyzers.Rules.Spawning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>
/// Follows spawned tasks whose end the function does not wait for. A task whose handle goes to other code is followed no further, because
/// that code may wait.
/// </summary>
internal abstract class RunningTasks(RuntimeApi api, CapturedVariables captured) : FlowClient
{
    public sealed override FlowState After(IOperation operation, FlowState state)
    {
        switch (operation)
        {
            case IFlowAnonymousFunctionOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                return state;
            case IInvocationOperation call:
                return AfterCall(call, state);
            case IAwaitOperation wait:
                return AfterWait(wait, After(wait.Operation, state));
            // A function that asks whether the task has ended waits for that.
            case IPropertyReferenceOperation { Property.Name: not "IsFinished", Instance: { } instance } when IsHandle(instance):
                return state;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when IsHandle(target):
                return After(assignment.Value, state.Without(new FlowKey(target.Local)));
            case ILocalReferenceOperation local:
                state = state.Without(new FlowKey(local.Local));
                return IsSignal(local.Type) ? Without(state, task => Takes(task, local.Local)) : state;
            default:
                return operation.ChildOperations.Aggregate(state, (facts, child) => After(child, facts));
        }
    }

    /// <summary>Drops the tasks of a runtime on the path where that runtime is null: a <c>using</c> asks before it disposes.</summary>
    public sealed override FlowState OnBranch(IOperation condition, bool value, FlowState state)
        => value && condition.Unwrapped() is IIsNullOperation { Operand: var operand } && operand.Target() is { } runtime
            ? Without(state, task => SymbolEqualityComparer.Default.Equals(task.Subject, runtime))
            : state;

    /// <summary>Called where a <c>using</c> disposes a local.</summary>
    protected abstract void Disposing(ILocalSymbol local, FlowState state);

    /// <summary>Returns whether the body of a task takes a variable from the function.</summary>
    protected bool Takes(Fact task, ISymbol variable)
        => task.Site is IInvocationOperation spawn && BodyOf(spawn) is { } body && captured.Of(body).Contains(variable, SymbolEqualityComparer.Default);

    private static bool IsOtherOf(IOperation? parent, IOperation value) => parent is ISimpleAssignmentOperation assignment && assignment.Value.Unwrapped() == value;

    /// <summary>Returns whether a function and a body that share an object of the type wait for each other by it.</summary>
    private static bool IsSignal(ITypeSymbol? type) => type?.ContainingNamespace is { Name: "Threading", ContainingNamespace.Name: "System" };

    private static bool IsBlockingWait(string method)
        => method.StartsWith("Wait", StringComparison.Ordinal) || method is "Join" or "Take" or "SignalAndWait";

    private static ISymbol? BodyOf(IInvocationOperation spawn)
        => spawn.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>().FirstOrDefault()?.Symbol;

    private bool IsHandle(IOperation operation) => operation.Unwrapped() is ILocalReferenceOperation && api.IsJoinHandle(operation.Unwrapped().Type);

    private FlowState AfterCall(IInvocationOperation call, FlowState state)
    {
        // Neither of the two waits for the end.
        if (call is { TargetMethod.Name: "Detach" or "Abort", Instance: { } handle } && IsHandle(handle))
            return state;
        if (call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "ShutdownAsync" && call.Instance?.Unwrapped() is ILocalReferenceOperation ended)
            return AfterEnd(call, ended.Local, state);
        state = call.ChildOperations.Aggregate(state, (facts, child) => After(child, facts));
        if (IsBlockingWait(call.TargetMethod.Name) && call.Instance.Target() is { } signal)
            state = Without(state, task => Takes(task, signal));
        // A lambda that has the handle may wait for it.
        return (api.IsOnRuntime(call.TargetMethod) || api.IsInScope(call.TargetMethod)) && KeyOf(call) is { } key && (key.Local is not { } kept || !captured.Contains(kept))
            ? state.With(key, new Fact(call, IsCertain: true, call.Receiver().Target()))
            : state;
    }

    /// <summary>Ends the tasks of a runtime that is disposed.</summary>
    private FlowState AfterEnd(IInvocationOperation call, ILocalSymbol local, FlowState state)
    {
        state = Without(state, task => SymbolEqualityComparer.Default.Equals(task.Subject, local));
        if (call.IsImplicit)
            Disposing(local, state);
        return state;
    }

    /// <summary>Ends the tasks that a wait may be for: it waits for an object that their bodies have too.</summary>
    private FlowState AfterWait(IAwaitOperation wait, FlowState state)
        => Without(state, task => wait.Operation.DescendantsAndSelf().Any(read => read.Target() is { } symbol && Takes(task, symbol)));

    private static FlowState Without(FlowState state, System.Func<Fact, bool> isOver)
    {
        foreach (var entry in state.Facts)
        {
            if (isOver(entry.Value))
                state = state.Without(entry.Key);
        }

        return state;
    }

    /// <summary>Returns the key of the task that a spawn starts; null if its caller awaits it at once, or hands the handle on.</summary>
    private static FlowKey? KeyOf(IInvocationOperation spawn)
    {
        var parent = spawn.Context();
        return parent switch
        {
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } when IsOtherOf(parent, spawn) => new FlowKey(target.Local),
            ISimpleAssignmentOperation when IsOtherOf(parent, spawn) => FlowKey.OfSpawn(spawn),
            IInvocationOperation { TargetMethod.Name: "Detach" } or IExpressionStatementOperation => FlowKey.OfSpawn(spawn),
            // The value that the function returns.
            null => FlowKey.OfSpawn(spawn),
            _ => null,
        };
    }
}
