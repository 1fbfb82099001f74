using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Spawning;

/// <summary>HRT006: what it reports, and code near to that which is right.</summary>
public sealed class SharedLoopVariableTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() { for (var i = 0; i < 3; i++) rt.Spawn(() => Use([|i|])).Detach(); }""",
        """public void M() { for (var i = 0; i < 3; i++) { var h = rt.Spawn(() => Use([|i|])); Use(h); } }""",
        """public void M(JoinSet<int> set) { for (var i = 0; i < 3; i++) set.Spawn(() => [|i|]); }""",
        """public Task M() => rt.RunScopeAsync(async scope => { for (var i = 0; i < 3; i++) scope.Spawn(async ct => { await WorkAsync(ct); Use([|i|]); }); await WorkAsync(); });""",
        """public void M() { for (var i = 0; i < 3; i++) rt.SpawnBlocking(() => { Action inner = () => Use([|i|]); inner(); }).Detach(); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() { for (var i = 0; i < 3; i++) { var own = i; rt.Spawn(() => Use(own)).Detach(); } }""",
        """public void M() { for (var i = 0; i < 3; i++) rt.Spawn(static (i, ct) => Use(i), i).Detach(); }""",
        """public void M() { foreach (var i in new[] { 1, 2 }) rt.Spawn(() => Use(i)).Detach(); }""",
        """public async Task M() { for (var i = 0; i < 3; i++) await rt.Spawn(() => Use(i)); }""",
        """public async Task M() { for (var i = 0; i < 3; i++) { var h = rt.Spawn(() => Use(i)); await h; } }""",
        """public async Task M() { for (var i = 0; i < 3; i++) await rt.Spawn(() => Use(i)).AsTask(); }""",
        """public void M() { for (var i = 0; i < 3; i++) { Action use = () => Use(i); use(); } }""",
        """public void M() { for (var i = 0; i < 3; i++) AsyncRuntime.BlockInPlace(() => Use(i)); }""",
        """public void M() { rt.Spawn(() => { for (var i = 0; i < 3; i++) Use(i); }).Detach(); }""",
        """public void M() { var i = 1; rt.Spawn(() => Use(i)).Detach(); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT006", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT006", members);
}
