using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Holding;

/// <summary>HRT007: what it reports, and code near to that which is right.</summary>
public sealed class DisposedBeforeBodyEndsTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() { using var s = new MemoryStream(); [|rt.Spawn|](() => s.WriteByte(1)).Detach(); }""",
        """public async Task M() { using var s = new MemoryStream(); var h = [|rt.Spawn|](() => s.WriteByte(1)); await WorkAsync(); }""",
        """public JoinHandle M() { using var s = new MemoryStream(); return [|rt.Spawn|](() => s.WriteByte(1)); }""",
        """public async Task M(bool early) { using var s = new MemoryStream(); var h = [|rt.Spawn|](() => s.WriteByte(1)); if (early) return; await h; }""",
        """public async Task M() { JoinHandle h; using (var s = new MemoryStream()) { h = [|rt.Spawn|](() => s.WriteByte(1)); } await h; }""",
        """public Task M() => rt.RunScopeAsync(async scope => { using var s = new MemoryStream(); [|scope.Spawn|](ct => s.WriteAsync(new byte[1], ct).AsTask()); await WorkAsync(); });""",
        """public void M() { using var s = new MemoryStream(); _ = [|rt.SpawnBlocking|](() => s.WriteByte(1)); }""",
        """private JoinHandle? _kept; public void M() { using var s = new MemoryStream(); _kept = [|rt.Spawn|](() => s.WriteByte(1)); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M() { using var s = new MemoryStream(); await rt.Spawn(() => s.WriteByte(1)); }""",
        """public async Task M() { using var s = new MemoryStream(); var h = rt.Spawn(() => s.WriteByte(1)); await h; }""",
        """public async Task M() { using var s = new MemoryStream(); var h = rt.Spawn(() => s.WriteByte(1)); await h.AsTask(); }""",
        """public void M() { rt.Spawn(() => { using var s = new MemoryStream(); s.WriteByte(1); }).Detach(); }""",
        """public void M() { var s = new MemoryStream(); rt.Spawn(() => s.WriteByte(1)).Detach(); }""",
        """public void M() { using var s = new MemoryStream(); rt.Spawn(() => Use(1)).Detach(); s.WriteByte(1); }""",
        """public void M() { var s = new MemoryStream(); using var runtime = AsyncRuntime.Create(); runtime.Spawn(() => { Use(runtime); s.WriteByte(1); }).Detach(); }""",
        """public void M() { using var s = new MemoryStream(); using var runtime = AsyncRuntime.Create(); runtime.Spawn(() => s.WriteByte(1)).Detach(); }""",
        """public void M() { using var done = new ManualResetEventSlim(); rt.Spawn(() => done.Set()).Detach(); done.Wait(); }""",
        """public async Task M() { var done = new TaskCompletionSource(); using var s = new MemoryStream(); rt.Spawn(() => { s.WriteByte(1); done.SetResult(); }).Detach(); await done.Task; }""",
        """public async Task M() { using var s = new MemoryStream(); var hs = new List<JoinHandle>(); hs.Add(rt.Spawn(() => s.WriteByte(1))); foreach (var h in hs) await h; }""",
        """public Task M(Func<Task> run) => rt.RunScopeAsync(async scope => { var s = new MemoryStream(); scope.Spawn(ct => s.WriteAsync(new byte[1], ct).AsTask()); await run(); });""",
        """public async Task M() { using var s = new MemoryStream(); var h = rt.Spawn(() => s.WriteByte(1)); while (!h.IsFinished) await WorkAsync(); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT007", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT007", members);
}
