using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Leaving;

/// <summary>HRT014: what it reports, and code near to that which is right.</summary>
public sealed class ForeignTimeTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() => rt.Spawn(async ct => { await [|Task.Delay|](5, ct); }).Detach();""",
        """public void M() => rt.Spawn(async () => { await [|Task.Run|](() => 1); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { using var t = [|new PeriodicTimer(TimeSpan.FromSeconds(1))|]; await t.WaitForNextTickAsync(ct); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { using var c = [|new CancellationTokenSource(5)|]; await WorkAsync(c.Token); }).Detach();""",
        """public void M(CancellationTokenSource c) => rt.Spawn(() => [|c.CancelAfter|](5)).Detach();""",
        """public void M() => rt.Spawn(async () => { await [|WorkAsync().WaitAsync|](TimeSpan.FromSeconds(1)); }).Detach();""",
        """public void M(int[] items) => rt.Spawn(async ct => { await [|Parallel.ForEachAsync|](items, ct, (i, t) => default); }).Detach();""",
        """public void M() => rt.Spawn(() => { [|ThreadPool.QueueUserWorkItem|](_ => Use(1)); }).Detach();""",
        """public void M() => rt.Spawn(() => { [|Task.Factory.StartNew|](() => Use(1)); }).Detach();""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() => rt.Spawn(async ct => { await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await Task.Delay(TimeSpan.FromSeconds(1), rt.TimeProvider, ct); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await Task.Delay(Timeout.Infinite, ct); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { using var c = new CancellationTokenSource(); await WorkAsync(c.Token); }).Detach();""",
        """public async Task M() { await Task.Delay(5); await Task.Run(() => 1); }""",
        """public void M() => rt.Spawn(async () => { await WorkAsync().WaitAsync(CancellationToken.None); }).Detach();""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT014", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT014", members);
}
