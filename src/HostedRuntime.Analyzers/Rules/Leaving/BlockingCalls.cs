using System.Collections.Immutable;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Leaving;

/// <summary>The calls that block a thread, by the full names of their types.</summary>
internal static class BlockingCalls
{
    private static readonly ImmutableHashSet<string> s_methods =
    [
        "System.Threading.Thread.Sleep", "System.Threading.Thread.Join", "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.Task.WaitAll",
        "System.Threading.Tasks.Task.WaitAny", "System.Threading.SemaphoreSlim.Wait", "System.Threading.WaitHandle.WaitOne", "System.Threading.WaitHandle.WaitAll",
        "System.Threading.WaitHandle.WaitAny", "System.Threading.Monitor.Wait", "System.Threading.ManualResetEventSlim.Wait", "System.Threading.CountdownEvent.Wait",
        "System.Threading.Barrier.SignalAndWait", "System.Collections.Concurrent.BlockingCollection.Take", "System.Diagnostics.Process.WaitForExit",
    ];

    /// <summary>
    /// The names without types. Almost no call has one of them, and to write the full name of every call is what would cost most.
    /// </summary>
    private static readonly ImmutableHashSet<string> s_names = [.. s_methods.Select(static method => method.Substring(method.LastIndexOf('.') + 1))];

    /// <summary>Returns the display name of a call that blocks, or null if it does not block.</summary>
    public static string? NameOf(IInvocationOperation call, RuntimeApi api)
    {
        var method = call.TargetMethod;
        if (api.IsOurs(method))
            return method.Name.StartsWith("Blocking", System.StringComparison.Ordinal) && method.Name is not "BlockingQueueLimit" ? method.Name : method.Name == "BlockOn" ? "BlockOn" : null;
        if (method.Name == "GetResult" && method.ContainingType.Name.EndsWith("Awaiter", System.StringComparison.Ordinal) && call.Instance?.Unwrapped() is IInvocationOperation { TargetMethod.Name: "GetAwaiter" })
            return "GetAwaiter().GetResult()";
        return s_names.Contains(method.Name) && s_methods.Contains(FullName(method)) && !IsZeroWait(call) ? $"{method.ContainingType.Name}.{method.Name}" : null;
    }

    /// <summary>Returns whether the property is the result of a Task or ValueTask that may not be complete.</summary>
    public static bool IsBlockingResult(IPropertyReferenceOperation property, RuntimeApi api)
        => property.Property.Name == "Result" && api.IsTask(property.Property.ContainingType) && property.Instance is { } task && !IsKnownComplete(task, property);

    private static string FullName(IMethodSymbol method) => $"{method.ContainingNamespace.ToDisplayString()}.{method.ContainingType.Name}.{method.Name}";

    /// <summary>Returns whether the call only looks: its timeout is the constant zero.</summary>
    private static bool IsZeroWait(IInvocationOperation call)
        => call.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: 0 } || (argument.Value.Unwrapped() is IFieldReferenceOperation { Field.Name: "Zero" }));

    /// <summary>Returns whether the function awaited the task earlier, alone or with others, or asked whether it is complete.</summary>
    private static bool IsKnownComplete(IOperation task, IOperation place)
    {
        var inner = task.Unwrapped();
        if (inner is IInvocationOperation { TargetMethod.Name: "FromResult" })
            return true;
        // The elements of a list of tasks, after one wait for all of them, are in a variable of a loop or in a lambda.
        if (inner.Target() is not { } symbol)
            return inner is IArrayElementReferenceOperation or IPropertyReferenceOperation;
        var function = place.Function() ?? place.Root();
        return function.Descendants().Any(operation => operation.Syntax.SpanStart < place.Syntax.SpanStart && operation switch
        {
            IAwaitOperation wait => wait.Operation.DescendantsAndSelf().Any(read => SymbolEqualityComparer.Default.Equals(read.Target(), symbol)),
            IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" } asked => SymbolEqualityComparer.Default.Equals(asked.Instance.Target(), symbol),
            _ => false,
        }) || symbol is not ILocalSymbol { DeclaringSyntaxReferences.Length: > 0 } || IsOfLoopOrAwait(symbol, function);
    }

    /// <summary>
    /// Returns whether the local is the variable of a <c>foreach</c>, or came out of an await such as <c>Task.WhenAny</c>.
    /// </summary>
    private static bool IsOfLoopOrAwait(ISymbol symbol, IOperation function)
        => function.Descendants().Any(operation => operation switch
        {
            IForEachLoopOperation loop => loop.Locals.Contains(symbol, SymbolEqualityComparer.Default),
            IVariableDeclaratorOperation { Initializer.Value: { } value } declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, symbol) && value.Unwrapped() is IAwaitOperation,
            _ => false,
        });
}
