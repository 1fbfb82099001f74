using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>The locals and parameters that lambdas and local functions take from the functions around them.</summary>
internal sealed class CapturedVariables
{
    private readonly HashSet<ISymbol> _all = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HashSet<ISymbol>> _byFunction = new(SymbolEqualityComparer.Default);

    /// <summary>Finds them in the operations of a member.</summary>
    public CapturedVariables(IEnumerable<IOperation> roots)
    {
        foreach (var operation in roots.SelectMany(static root => root.DescendantsAndSelf()))
        {
            ISymbol? symbol = operation switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (symbol is not null)
                Add(operation, symbol);
        }
    }

    public bool Contains(ISymbol variable) => _all.Contains(variable);

    /// <summary>Returns the variables that a lambda or local function takes.</summary>
    public IReadOnlyCollection<ISymbol> Of(ISymbol function) => _byFunction.TryGetValue(function, out var variables) ? variables : [];

    private void Add(IOperation operation, ISymbol variable)
    {
        for (var function = operation.Function(); function is not null; function = function.Function())
        {
            var symbol = function.FunctionSymbol()!;
            if (SymbolEqualityComparer.Default.Equals(symbol, variable.ContainingSymbol))
                return;
            _all.Add(variable);
            if (!_byFunction.TryGetValue(symbol, out var variables))
                _byFunction.Add(symbol, variables = new HashSet<ISymbol>(SymbolEqualityComparer.Default));
            variables.Add(variable);
        }
    }
}
