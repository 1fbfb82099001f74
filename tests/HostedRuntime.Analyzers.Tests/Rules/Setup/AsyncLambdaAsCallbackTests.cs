using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Setup;

/// <summary>HRT016: what it reports, and code near to that which is right.</summary>
public sealed class AsyncLambdaAsCallbackTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M(RuntimeHooks hooks) { hooks.TaskFaulted += [|async (task, e) =>|] await WorkAsync(); }""",
        """public void M(RuntimeHooks hooks) { hooks.TaskSpawned = [|async task =>|] { await WorkAsync(); }; }""",
        """public void M() { AsyncRuntime.BlockInPlace([|async () =>|] { await WorkAsync(); }); }""",
        """public void M(JoinSet<Task> set) { set.SpawnBlocking([|ct =>|] WorkAsync(ct)); }""",
        """public void M(BroadcastReceiver<int> rx) { Use(rx.ReadAllAsync([|async lagged =>|] await WorkAsync())); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M(RuntimeHooks hooks, Sender<TaskInfo> tx) { hooks.TaskFaulted += (task, e) => _ = tx.TryWrite(task); }""",
        """public void M() { AsyncRuntime.BlockInPlace(() => Use(1)); Use(AsyncRuntime.BlockInPlace(() => 1)); }""",
        """public void M() { rt.SpawnBlocking(() => Use(1)).Detach(); }""",
        """public void M() { rt.Spawn(async () => { await WorkAsync(); }).Detach(); }""",
        """public event Action? Foreign; public void M() { Foreign += async () => await WorkAsync(); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT016", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT016", members);
}
