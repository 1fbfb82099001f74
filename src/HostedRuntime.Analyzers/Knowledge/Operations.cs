using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>Steps through a tree of operations.</summary>
internal static class Operations
{
    /// <summary>Returns the operation without conversions and parentheses around it.</summary>
    public static IOperation Unwrapped(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>Returns the nearest ancestor that is neither a conversion nor parentheses.</summary>
    public static IOperation? Context(this IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent;
    }

    /// <summary>Returns the lambda or local function around the operation, or null if there is none.</summary>
    public static IOperation? Function(this IOperation operation)
    {
        var at = operation.Parent;
        while (at is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation)
            at = at.Parent;
        return at;
    }

    /// <summary>Returns the operation at the top of the tree.</summary>
    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>Returns the descendants without those in nested functions.</summary>
    public static IEnumerable<IOperation> OwnDescendants(this IOperation operation)
        => operation.ChildOperations
            .Where(static child => child is not IAnonymousFunctionOperation and not ILocalFunctionOperation)
            .SelectMany(static child => OwnDescendants(child).Prepend(child));

    /// <summary>Returns the local, parameter or field that the operation reads; null for any other expression.</summary>
    public static ISymbol? Target(this IOperation? operation) => operation?.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        _ => null,
    };

    /// <summary>Returns the object on which a method is called, also if it is called as an extension.</summary>
    public static IOperation? Receiver(this IInvocationOperation call)
        => call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0
            ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value
            : null);

    /// <summary>Returns the function of a lambda or local function operation.</summary>
    public static IMethodSymbol? FunctionSymbol(this IOperation? function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };
}
