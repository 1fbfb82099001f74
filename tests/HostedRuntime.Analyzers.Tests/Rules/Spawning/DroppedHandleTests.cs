using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Spawning;

/// <summary>HRT003: what it reports, and code near to that which is right.</summary>
public sealed class DroppedHandleTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() { [|rt.Spawn|](() => WorkAsync()); }""",
        """public void M() { _ = [|rt.Spawn|](() => WorkAsync()); }""",
        """public async Task M() { _ = [|rt.Spawn|](() => WorkAsync()); await WorkAsync(); }""",
        """public void M() { _ = [|AsyncRuntime.Spawn|](() => 1); }""",
        """public void M() { _ = [|rt.SpawnBlocking|](() => 1); }""",
        """public async Task M() { _ = await [|rt.SpawnBlockingAsync|](() => Use(1)); }""",
        """public void M() { Action later = () => [|rt.Spawn|](() => 1); later(); }""",
        """public void M() { [|rt.Spawn|](() => 1, new SpawnOptions { Name = "x" }); }""",
        """public void M() { [|rt.Spawn|](() => 1, new SpawnOptions { Detach = false }); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() { rt.Spawn(() => WorkAsync()).Detach(); }""",
        """public async Task M() { await rt.Spawn(() => WorkAsync()); }""",
        """public async Task M() { rt.Spawn(() => WorkAsync()); await WorkAsync(); }""",
        """public JoinHandle M() => rt.Spawn(() => WorkAsync());""",
        """public void M() { rt.Spawn(() => 1, new SpawnOptions { Detach = true }); }""",
        """public void M(SpawnOptions options) { rt.Spawn(() => 1, options); }""",
        """public Task M() => rt.RunScopeAsync(scope => { scope.Spawn(ct => WorkAsync(ct)); return Task.CompletedTask; });""",
        """public void M(JoinSet set) { set.Spawn(() => WorkAsync()); }""",
        """public void M(TaskTracker tracker) { tracker.Spawn(ct => WorkAsync(ct)); }""",
        """private JoinHandle? _kept; public void M() { _kept = rt.Spawn(() => 1); }""",
        """public void M() { var h = rt.Spawn(() => 1); Use(h); }""",
        """public async Task M() { (await rt.SpawnBlockingAsync(() => Use(1))).Detach(); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT003", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT003", members);
}
