using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>
/// Says where code runs: in a runtime body, where it may block, or elsewhere. Code of which the map does not know counts as elsewhere.
/// Thread-safe.
/// </summary>
internal sealed class BodyMap
{
    private readonly BodyMethods _methods;
    private readonly MemberBodies _members;

    public BodyMap(RuntimeApi api, BodyMethods methods)
    {
        _methods = methods;
        _members = new MemberBodies(api, this);
    }

    /// <summary>Returns where the code of an operation runs.</summary>
    /// <param name="operation">The operation, in the tree that the compiler made of the source.</param>
    /// <param name="member">The member that contains the operation.</param>
    public BodyKind KindAt(IOperation operation, ISymbol? member) => KindAt(operation, member, NewVisited());

    /// <summary>Returns the lambda, local function or member that is the body around the operation, and its kind.</summary>
    public BodyKind KindOfFunction(IOperation function, ISymbol? member) => KindOfFunction(function, member, NewVisited());

    internal BodyKind KindAt(IOperation operation, ISymbol? member, HashSet<ISymbol> visited)
        => operation.Function() is { } function ? KindOfFunction(function, member, visited) : _members.KindOf(member as IMethodSymbol, operation, visited);

    /// <summary>Returns the kind of the body that an expression with a delegate becomes.</summary>
    internal BodyKind KindOfValue(IOperation value, ISymbol? member, HashSet<ISymbol> visited)
    {
        var at = value.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation or ICollectionExpressionOperation
            or IArrayInitializerOperation or IArrayCreationOperation or IConditionalOperation)
        {
            at = at.Parent;
        }

        return at switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } argument => KindOfArgument(call, argument, member, visited),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => KindOfUses(value, declarator.Symbol, member, visited),
            _ => BodyKind.None,
        };
    }

    private BodyKind KindOfArgument(IInvocationOperation call, IArgumentOperation argument, ISymbol? member, HashSet<ISymbol> visited)
    {
        var kind = _methods.KindOf(call.TargetMethod, argument.Parameter, call.Syntax.SyntaxTree);
        return kind == BodyKind.Caller ? KindAt(call, member, visited) : kind;
    }

    private BodyKind KindOfFunction(IOperation function, ISymbol? member, HashSet<ISymbol> visited) => function switch
    {
        IAnonymousFunctionOperation lambda when lambda.Symbol.GetAttributes().Length > 0 && RunsOnRuntime.IsOn(lambda.Symbol) => BodyKind.Runtime,
        IAnonymousFunctionOperation => KindOfValue(function, member, visited),
        ILocalFunctionOperation local when RunsOnRuntime.IsOn(local.Symbol) => BodyKind.Runtime,
        ILocalFunctionOperation local => KindOfUses(local, local.Symbol, member, visited),
        _ => BodyKind.None,
    };

    /// <summary>Returns the kind of a local function or of a local with a delegate: a body only if every use of it is one.</summary>
    private BodyKind KindOfUses(IOperation near, ISymbol symbol, ISymbol? member, HashSet<ISymbol> visited)
    {
        if (!visited.Add(symbol))
            return BodyKind.None;
        var kind = CommonKind(near, symbol, member, visited);
        visited.Remove(symbol);
        return kind;
    }

    private BodyKind CommonKind(IOperation near, ISymbol symbol, ISymbol? member, HashSet<ISymbol> visited)
    {
        var found = BodyKind.None;
        foreach (var use in near.Root().Descendants().Where(operation => IsUse(operation, symbol) && !IsInside(operation, symbol)))
        {
            var kind = use is IInvocationOperation ? KindAt(use, member, visited) : KindOfValue(use, member, visited);
            if (kind == BodyKind.None || (found != BodyKind.None && kind != found))
                return BodyKind.None;
            found = kind;
        }

        return found;
    }

    private static HashSet<ISymbol> NewVisited() => new(SymbolEqualityComparer.Default);

    private static bool IsUse(IOperation operation, ISymbol symbol) => operation switch
    {
        IInvocationOperation call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, symbol),
        IMethodReferenceOperation method => SymbolEqualityComparer.Default.Equals(method.Method.OriginalDefinition, symbol),
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, symbol),
        _ => false,
    };

    private static bool IsInside(IOperation operation, ISymbol function)
    {
        for (var at = operation.Function(); at is not null; at = at.Function())
        {
            if (SymbolEqualityComparer.Default.Equals(at.FunctionSymbol(), function))
                return true;
        }

        return false;
    }
}
