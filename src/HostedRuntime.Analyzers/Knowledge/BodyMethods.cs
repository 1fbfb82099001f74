using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Knowledge;

/// <summary>
/// The methods that run a delegate as a body: those of HostedRuntime, those with a parameter marked <c>[RunsOnRuntime]</c>, and those that
/// the option <c>hosted_runtime.body_methods</c> lists. Thread-safe.
/// </summary>
internal sealed class BodyMethods(RuntimeApi api, AnalyzerOptions options)
{
    private static readonly ImmutableDictionary<string, BodyKind> s_spawns = ImmutableDictionary.CreateRange(
    [
        Row("Spawn", BodyKind.Runtime), Row("SpawnBlocking", BodyKind.Blocking), Row("SpawnBlockingAsync", BodyKind.Blocking),
        Row("BlockInPlace", BodyKind.Blocking), Row("RunScopeAsync", BodyKind.Runtime), Row("AllAsync", BodyKind.Runtime),
        Row("RaceAsync", BodyKind.Runtime), Row("AddCommand", BodyKind.Runtime), Row("AddSetup", BodyKind.Runtime), Row("Initialize", BodyKind.Runtime),
        Row("Setup", BodyKind.Runtime), Row("OnStop", BodyKind.Runtime), Row("OnEvent", BodyKind.Runtime),
        // Called on the caller's stack: in a body they are part of it, elsewhere they are not.
        Row("TimeoutAsync", BodyKind.Caller), Row("TimeoutAtAsync", BodyKind.Caller), Row("GetOrInitializeAsync", BodyKind.Caller),
    ]);

    private static readonly ImmutableHashSet<string> s_types =
    [
        "RuntimeHandleExtensions", "AsyncRuntime", "JoinSet", "JoinMap", "TaskScope", "TaskScopes", "TaskTracker", "AsyncTime", "OnceCell",
        "CommandBuilderExtensions", "PluginBuilderExtensions", "PluginBuilder",
    ];

    private readonly ConcurrentDictionary<SyntaxTree, ImmutableHashSet<string>> _configured = new();

    /// <summary>Returns where a method runs the delegate that it gets for a parameter.</summary>
    /// <param name="method">The called method.</param>
    /// <param name="parameter">The parameter that gets the delegate.</param>
    /// <param name="tree">The file of the call, for its options.</param>
    public BodyKind KindOf(IMethodSymbol method, IParameterSymbol? parameter, SyntaxTree tree)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        if (api.IsOurs(definition) && s_types.Contains(definition.ContainingType.Name) && s_spawns.TryGetValue(definition.Name, out var kind))
            return kind;
        if (parameter is not null && RunsOnRuntime.IsOn(parameter.OriginalDefinition))
            return BodyKind.Runtime;
        var configured = _configured.GetOrAdd(tree, ReadOption);
        return configured.Count > 0 && definition.GetDocumentationCommentId() is { } id && configured.Contains(id) ? BodyKind.Runtime : BodyKind.None;
    }

    private static KeyValuePair<string, BodyKind> Row(string name, BodyKind kind) => new(name, kind);

    private ImmutableHashSet<string> ReadOption(SyntaxTree tree) => MethodListOption.Read(options, tree, "hosted_runtime.body_methods");
}
