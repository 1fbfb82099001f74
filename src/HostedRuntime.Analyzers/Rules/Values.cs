using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules;

/// <summary>Finds the use of the value of an expression.</summary>
internal static class Values
{
    /// <summary>Returns whether the expression is a statement, so that its value is thrown away.</summary>
    public static bool IsStatement(this IOperation value) => value.Context() is IExpressionStatementOperation;

    /// <summary>Returns whether the value is assigned to a discard.</summary>
    public static bool IsDiscarded(this IOperation value) => value.Context() is ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>Returns whether the value is awaited where it is made.</summary>
    public static bool IsAwaited(this IOperation value) => value.Context() is IAwaitOperation;

    /// <summary>Returns the method that is called on the value where it is made, or null.</summary>
    public static IInvocationOperation? CallOnIt(this IOperation value)
        => value.Context() is IInvocationOperation { Instance: not null } call && call.Instance.Unwrapped() == value ? call : null;

    /// <summary>Returns the local that the value initialises or is assigned to, or null.</summary>
    public static ILocalSymbol? Local(this IOperation value) => value.Context() switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.Value.Unwrapped() == value => target.Local,
        _ => null,
    };

    /// <summary>
    /// Returns whether the operation is in a lambda for an assertion that expects an exception. A call there is wrong on purpose.
    /// </summary>
    public static bool IsExpectedToThrow(this IOperation operation)
    {
        for (var function = operation.Function(); function is not null; function = function.Function())
        {
            var at = function.Parent;
            while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
                at = at.Parent;
            if (at is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } }
                && (method.Name.StartsWith("Throws", StringComparison.Ordinal) || method is { Name: "Exception" or "ExceptionAsync", ContainingType.Name: "Record" }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns where a call is reported: at its name, because its arguments may be long lambdas.</summary>
    public static Location Place(this IInvocationOperation call)
        => call.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression.GetLocation() : call.Syntax.GetLocation();

    /// <summary>Returns the function around an operation: a lambda, a local function or the member.</summary>
    public static IMethodSymbol? FunctionAround(this IOperation operation, ISymbol? member) => operation.Function().FunctionSymbol() ?? member as IMethodSymbol;
}
