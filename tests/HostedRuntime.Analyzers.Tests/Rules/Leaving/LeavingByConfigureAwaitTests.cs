using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Leaving;

/// <summary>HRT009: what it reports, and code near to that which is right.</summary>
public sealed class LeavingByConfigureAwaitTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() => rt.Spawn(async ct => { await [|WorkAsync(ct).ConfigureAwait(false)|]; }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await [|WorkAsync(ct).ConfigureAwait(ConfigureAwaitOptions.ForceYielding)|]; }).Detach();""",
        """public void M(IAsyncEnumerable<int> items) => rt.Spawn(async ct => { await foreach (var i in [|items.ConfigureAwait(false)|]) Use(i); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await [|_notify.WaitAsync(ct).ConfigureAwait(false)|]; }).Detach();""",
        """public Task M() => rt.RunScopeAsync(async scope => { await [|WorkAsync().ConfigureAwait(false)|]; });""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() => rt.Spawn(async ct => { await WorkAsync(ct); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await WorkAsync(ct).ConfigureAwait(true); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await WorkAsync(ct).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing); }).Detach();""",
        """public async Task M() { await WorkAsync().ConfigureAwait(false); }""",
        """public void M() => Task.Run(async () => await WorkAsync().ConfigureAwait(false));""",
        """public void M() => rt.SpawnBlocking(() => { Func<Task> f = async () => await WorkAsync().ConfigureAwait(false); Use(f); }).Detach();""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT009", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT009", members);
}
