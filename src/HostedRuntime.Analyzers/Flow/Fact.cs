using Microsoft.CodeAnalysis;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>A fact about a variable, or about a spawned task, at a point of a function.</summary>
/// <param name="Site">The operation that made the value.</param>
/// <param name="IsCertain">True if the fact holds on every path to the point; false if it holds on some path only.</param>
/// <param name="Subject">The lock that a guard is of, or the runtime that a task was spawned on; null if it has no name.</param>
internal sealed record Fact(IOperation Site, bool IsCertain, ISymbol? Subject)
{
    public Fact OnSomePath() => IsCertain ? this with { IsCertain = false } : this;
}
