using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Leaving;

/// <summary>HRT008: what it reports, and code near to that which is right.</summary>
public sealed class BlockingInBodyTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() => rt.Spawn(() => { Use([|LoadAsync().Result|]); }).Detach();""",
        """public void M() => rt.Spawn(async () => { [|Thread.Sleep(1)|]; await WorkAsync(); }).Detach();""",
        """public void M() => rt.Spawn(async () => { [|WorkAsync().Wait()|]; await WorkAsync(); }).Detach();""",
        """public void M() => rt.Spawn(() => { [|WorkAsync().GetAwaiter().GetResult()|]; }).Detach();""",
        """public void M() => rt.Spawn(() => { using var g = [|_mutex.BlockingLock()|]; }).Detach();""",
        """public void M() => rt.Spawn(async () => { [|rt.BlockOn|](() => WorkAsync()); await WorkAsync(); }).Detach();""",
        """public void M() { rt.Spawn(Body).Detach(); async Task Body() { [|Thread.Sleep(1)|]; await WorkAsync(); } }""",
        """public void M() => rt.Spawn(InnerAsync).Detach(); private async Task InnerAsync() { [|Thread.Sleep(1)|]; await WorkAsync(); }""",
        """public void M() => rt.Spawn(async () => await InnerAsync()).Detach(); private async Task InnerAsync() { [|Thread.Sleep(1)|]; await WorkAsync(); }""",
        """public Task M() => rt.AllAsync([async ct => { [|Thread.Sleep(1)|]; await WorkAsync(ct); }]);""",
        """public void M() { Func<CancellationToken, Task> body = async ct => { [|Thread.Sleep(1)|]; await WorkAsync(ct); }; rt.Spawn(body).Detach(); }""",
        """[RunsOnRuntime] public async Task M() { [|Thread.Sleep(1)|]; await WorkAsync(); }""",
        """private static void Start([RunsOnRuntime] Func<Task> body) => body(); public void M() => Start(async () => { [|Thread.Sleep(1)|]; await WorkAsync(); });""",
        """public void M() => rt.Spawn(async ct => { await AsyncTime.TimeoutAsync(TimeSpan.FromSeconds(1), async inner => { [|Thread.Sleep(1)|]; await WorkAsync(inner); }, ct); }).Detach();""",
        """public void M(SemaphoreSlim s) => rt.Spawn(() => { [|s.Wait()|]; }).Detach();""",
        """public void M() => rt.Spawn(() => { var t = LoadAsync(); Use([|t.Result|]); }).Detach();""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() { Thread.Sleep(1); Use(LoadAsync().Result); rt.BlockOn(() => WorkAsync()); }""",
        """public void M() => rt.SpawnBlocking(() => { Thread.Sleep(1); Use(LoadAsync().Result); }).Detach();""",
        """public void M() => rt.Spawn(() => { AsyncRuntime.BlockInPlace(() => Thread.Sleep(1)); }).Detach();""",
        """public void M() => rt.Spawn(async () => { await rt.SpawnBlocking(() => Thread.Sleep(1)); }).Detach();""",
        """public void M() => Task.Run(() => Thread.Sleep(1));""",
        """public void M() => rt.Spawn(async () => { var t = LoadAsync(); await t; Use(t.Result); }).Detach();""",
        """public void M() => rt.Spawn(async () => { var a = LoadAsync(); var b = LoadAsync(); await Task.WhenAll(a, b); Use(a.Result + b.Result); }).Detach();""",
        """public void M() => rt.Spawn(() => { var t = LoadAsync(); if (t.IsCompletedSuccessfully) Use(t.Result); }).Detach();""",
        """public void M(Task<int>[] all) => rt.Spawn(async () => { await Task.WhenAll(all); foreach (var t in all) Use(t.Result); }).Detach();""",
        """public void M() => rt.Spawn(async () => { var first = await Task.WhenAny(LoadAsync(), LoadAsync()); Use(first.Result); }).Detach();""",
        """public void M(SemaphoreSlim s) => rt.Spawn(() => { if (s.Wait(0)) s.Release(); }).Detach();""",
        """public void M(ManualResetEvent e) => rt.Spawn(() => { Use(e.WaitOne(TimeSpan.Zero)); }).Detach();""",
        """public void M() { rt.Spawn(InnerAsync).Detach(); InnerAsync(); } private async Task InnerAsync() { Thread.Sleep(1); await WorkAsync(); }""",
        """public async Task InnerAsync() { Thread.Sleep(1); await WorkAsync(); } public void M() => rt.Spawn(InnerAsync).Detach();""",
        """public Task M() => AsyncTime.TimeoutAsync(TimeSpan.FromSeconds(1), async ct => { Thread.Sleep(1); await WorkAsync(ct); });""",
        """public void M() { rt.Spawn(Body).Detach(); Body(); void Body() { Thread.Sleep(1); } }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT008", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT008", members);
}
