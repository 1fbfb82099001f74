using HostedRuntime.SurfaceTests.Snippets;

namespace HostedRuntime.SurfaceTests.Refusals;

/// <summary>Wrong code does not compile, and the diagnostic tells the author why.</summary>
public sealed class RefusalTests
{
    [Theory]
    [MemberData(nameof(BlockingTraps.Bodies), MemberType = typeof(BlockingTraps))]
    [MemberData(nameof(BlockingTraps.WaitingBodies), MemberType = typeof(BlockingTraps))]
    [MemberData(nameof(BlockingTraps.BodiesOfGroups), MemberType = typeof(BlockingTraps))]
    [MemberData(nameof(BlockingTraps.BodiesOfTheStaticDoor), MemberType = typeof(BlockingTraps))]
    public void SpawnBlocking_AsyncBody_IsErrorWithAlternative(string code)
    {
        var refusal = Assert.Single(Snippet.OfStatements(code).Diagnostics);
        Assert.Equal("CS0619", refusal.Id);
        Assert.EndsWith("is obsolete: 'A blocking body must be synchronous: use Spawn for async work.'", refusal.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CallRefusals.Arguments), MemberType = typeof(CallRefusals))]
    [MemberData(nameof(CallRefusals.Bodies), MemberType = typeof(CallRefusals))]
    [MemberData(nameof(CallRefusals.Handles), MemberType = typeof(CallRefusals))]
    [MemberData(nameof(ClosedTypes.Constructions), MemberType = typeof(ClosedTypes))]
    public void Compile_Statement_Fails(string code, string diagnostics) => AssertRefused(Snippet.OfStatements(code), diagnostics);

    [Theory]
    [MemberData(nameof(AsyncMethodRefusals.Refused), MemberType = typeof(AsyncMethodRefusals))]
    public void Compile_StatementOfAsyncMethod_Fails(string code, string diagnostics) => AssertRefused(Snippet.OfAsyncStatements(code), diagnostics);

    [Theory]
    [MemberData(nameof(AsyncMethodRefusals.Accepted), MemberType = typeof(AsyncMethodRefusals))]
    public void Compile_StatementOfAsyncMethod_Succeeds(string code) => AssertRefused(Snippet.OfAsyncStatements(code), "");

    [Theory]
    [MemberData(nameof(ClosedTypes.Derivations), MemberType = typeof(ClosedTypes))]
    public void Compile_Derivation_Fails(string code, string diagnostics) => AssertRefused(Snippet.OfMembers(code), diagnostics);

    [Theory]
    [MemberData(nameof(ClosedTypes.Implementations), MemberType = typeof(ClosedTypes))]
    public void Compile_Implementation_Succeeds(string code) => AssertRefused(Snippet.OfMembers(code), "");

    private static void AssertRefused(Snippet snippet, string diagnostics)
        => Assert.True(
            diagnostics == string.Join(' ', snippet.DiagnosticIds),
            $"Expected '{diagnostics}', but met:{string.Concat(snippet.Diagnostics.Select(met => Environment.NewLine + met))}");
}
