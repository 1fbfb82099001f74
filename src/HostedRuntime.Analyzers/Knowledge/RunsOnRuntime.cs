using Microsoft.CodeAnalysis;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>The attribute <c>[RunsOnRuntime]</c>, recognised by its name, so that a library can declare its own.</summary>
internal static class RunsOnRuntime
{
    public static bool IsOn(ISymbol symbol) => symbol.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "RunsOnRuntimeAttribute");
}
