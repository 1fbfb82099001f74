using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Spawning;

/// <summary>HRT015: what it reports, and code near to that which is right.</summary>
public sealed class SpawnedPastScopeTests
{
    public static TheoryData<string> Wrong =>
    [
        """public Task M() => rt.RunScopeAsync(async scope => { [|rt.Spawn|](() => WorkAsync()).Detach(); await WorkAsync(); });""",
        """public Task M() => rt.RunScopeAsync(async scope => { _ = [|rt.SpawnBlocking|](() => Use(1)); await WorkAsync(); });""",
        """private TaskScope? _kept; public Task M() => rt.RunScopeAsync(scope => { [|_kept = scope|]; return Task.CompletedTask; });""",
    ];

    public static TheoryData<string> Right =>
    [
        """public Task M() => rt.RunScopeAsync(async scope => { scope.Spawn(ct => WorkAsync(ct)); await WorkAsync(); });""",
        """public Task M() => rt.RunScopeAsync(async scope => { await rt.Spawn(() => WorkAsync()); });""",
        """public Task M(IRuntimeHandle cpu) => rt.RunScopeAsync(async scope => { cpu.Spawn(() => WorkAsync()).Detach(); await WorkAsync(); });""",
        """public Task M() => rt.RunScopeAsync(async scope => { var h = rt.Spawn(() => WorkAsync()); await h; });""",
        """public void M() { rt.Spawn(() => WorkAsync()).Detach(); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT015", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT015", members);
}
