using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.CodeAnalysis;

namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Every call in the tables of this folder binds to the overload that its row lists. CT stands for CancellationToken.</summary>
public sealed class BindingTests
{
    [Theory]
    [MemberData(nameof(AsyncShapes.Lambdas), MemberType = typeof(AsyncShapes))]
    [MemberData(nameof(AsyncShapes.MethodGroups), MemberType = typeof(AsyncShapes))]
    [MemberData(nameof(AsyncShapes.Delegates), MemberType = typeof(AsyncShapes))]
    [MemberData(nameof(AsyncShapes.ValueTasks), MemberType = typeof(AsyncShapes))]
    public void Spawn_AsyncBody_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(PlainShapes.Bodies), MemberType = typeof(PlainShapes))]
    [MemberData(nameof(PlainShapes.NeverReturning), MemberType = typeof(PlainShapes))]
    [MemberData(nameof(PlainShapes.UnevenPairs), MemberType = typeof(PlainShapes))]
    public void Spawn_PlainBody_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(StateShapes.Bodies), MemberType = typeof(StateShapes))]
    public void Spawn_BodyWithState_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(CallShapes.Options), MemberType = typeof(CallShapes))]
    [MemberData(nameof(CallShapes.Receivers), MemberType = typeof(CallShapes))]
    [MemberData(nameof(CallShapes.TypeArguments), MemberType = typeof(CallShapes))]
    public void Spawn_CallForm_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(BlockingShapes.Bodies), MemberType = typeof(BlockingShapes))]
    [MemberData(nameof(BlockingShapes.NeverReturning), MemberType = typeof(BlockingShapes))]
    [MemberData(nameof(BlockingShapes.NotTrapped), MemberType = typeof(BlockingShapes))]
    public void SpawnBlocking_Body_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(BlockingAsyncShapes.Bodies), MemberType = typeof(BlockingAsyncShapes))]
    [MemberData(nameof(BlockingAsyncShapes.NeverReturning), MemberType = typeof(BlockingAsyncShapes))]
    [MemberData(nameof(BlockingAsyncShapes.NotTrapped), MemberType = typeof(BlockingAsyncShapes))]
    [MemberData(nameof(BlockingAsyncShapes.Tokens), MemberType = typeof(BlockingAsyncShapes))]
    public void SpawnBlockingAsync_Body_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(BlockOnShapes.Bodies), MemberType = typeof(BlockOnShapes))]
    public void BlockOn_Body_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(StaticSpawnShapes.Bodies), MemberType = typeof(StaticSpawnShapes))]
    public void Spawn_OnCurrentRuntime_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(AllShapes.Bodies), MemberType = typeof(AllShapes))]
    public void AllAsync_Bodies_BindToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    [Theory]
    [MemberData(nameof(GroupShapes.Bodies), MemberType = typeof(GroupShapes))]
    [MemberData(nameof(GroupShapes.NeverReturning), MemberType = typeof(GroupShapes))]
    [MemberData(nameof(GroupShapes.DroppedValues), MemberType = typeof(GroupShapes))]
    public void Spawn_OnSetOrMap_BindsToListedOverload(string code, string body, string gives) => AssertBinds(code, body, gives);

    private static void AssertBinds(string code, string body, string gives)
    {
        var snippet = Snippet.OfStatements(code);
        Assert.Empty(snippet.Diagnostics);
        var verb = snippet.Verb();
        var bound = verb.OriginalDefinition.Parameters.First(parameter => parameter.Name is "body" or "bodies" or "first").Type;
        Assert.Equal($"{body} -> {gives}", $"{Shown(bound)} -> {Shown(verb.ReturnType)}");
    }

    private static string Shown(ITypeSymbol type)
        => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).Replace("CancellationToken", "CT", StringComparison.Ordinal);
}
