using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>
/// Says which methods of types are bodies: hooks of plugins, jobs, methods marked <c>[RunsOnRuntime]</c>, and private methods that only
/// bodies use. Thread-safe.
/// </summary>
internal sealed class MemberBodies(RuntimeApi api, BodyMap map)
{
    private readonly ConcurrentDictionary<ISymbol, BodyKind> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Returns the kind of a method.</summary>
    /// <param name="method">The method, or null for another member.</param>
    /// <param name="inside">An operation in the method.</param>
    /// <param name="visited">The functions whose kind is being looked for. A function that uses itself through them is no body.</param>
    public BodyKind KindOf(IMethodSymbol? method, IOperation inside, HashSet<ISymbol> visited)
    {
        if (method is null)
            return BodyKind.None;
        if (_known.TryGetValue(method, out var known))
            return known;
        if (RunsOnRuntime.IsOn(method) || RunsOnRuntime.IsOn(method.ContainingType) || IsHook(method))
            return _known[method] = BodyKind.Runtime;
        if (method is not { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary })
            return _known[method] = BodyKind.None;
        if (!visited.Add(method))
            return BodyKind.None;
        var kind = KindOfUses(method, inside, visited);
        visited.Remove(method);
        // A kind that was found while another method was looked at may be incomplete, so only the outermost answer is kept.
        return visited.Count == 0 ? _known[method] = kind : kind;
    }

    private bool IsHook(IMethodSymbol method)
        => method.ContainingType.AllInterfaces.Where(api.IsRunByRuntime).SelectMany(implemented => implemented.GetMembers(method.Name))
            .Any(member => IsOrOverrides(method, method.ContainingType.FindImplementationForInterfaceMember(member)));

    private static bool IsOrOverrides(IMethodSymbol method, ISymbol? implementation)
    {
        for (IMethodSymbol? at = method; at is not null; at = at.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(at, implementation))
                return true;
        }

        return false;
    }

    private BodyKind KindOfUses(IMethodSymbol method, IOperation inside, HashSet<ISymbol> visited)
    {
        // The other files of a partial type have models of their own, which an analyzer must not make.
        if (inside.SemanticModel is not { } model || method.ContainingType.DeclaringSyntaxReferences is not [var declaration] || declaration.SyntaxTree != model.SyntaxTree)
            return BodyKind.None;
        var found = BodyKind.None;
        foreach (var name in declaration.GetSyntax().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == method.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, method))
                continue;
            var kind = KindOfUse(name, model, method, visited);
            if (kind is null)
                continue;
            if (kind == BodyKind.None || (found != BodyKind.None && kind != found))
                return BodyKind.None;
            found = kind.Value;
        }

        return found;
    }

    /// <summary>Returns the kind of one use, or null for a use that does not count: a recursive call, or a <c>nameof</c>.</summary>
    private BodyKind? KindOfUse(SimpleNameSyntax name, SemanticModel model, IMethodSymbol method, HashSet<ISymbol> visited)
    {
        SyntaxNode expression = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        var user = model.GetEnclosingSymbol(name.SpanStart);
        while (user is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            user = user.ContainingSymbol;
        if (SymbolEqualityComparer.Default.Equals(user, method))
            return null;
        if (expression.Parent is InvocationExpressionSyntax call && call.Expression == expression)
            return model.GetOperation(call) is { } invocation ? map.KindAt(invocation, user, visited) : BodyKind.None;
        if (expression.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } })
            return null;
        return model.GetOperation(expression) is { } reference ? map.KindOfValue(reference, user, visited) : BodyKind.None;
    }
}
