using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Spawning;

/// <summary>HRT017: what it reports, and code near to that which is right.</summary>
public sealed class BodyWithoutTokenTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M(HttpClient http) => rt.Spawn(async () => { await [|http.GetAsync|]("x"); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) await [|WorkAsync|](); }).Detach();""",
        """public void M() => rt.Spawn(async () => { await [|Task.Delay|](Timeout.Infinite); }).Detach();""",
        """private static void Start([RunsOnRuntime] Func<Task> body) => body(); private static void Start([RunsOnRuntime] Func<CancellationToken, Task> body) => body(default); public void M() => Start(async () => { await [|WorkAsync|](); });""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M(HttpClient http) => rt.Spawn(async ct => { await http.GetAsync("x", ct); }).Detach();""",
        """public void M() => rt.Spawn(async () => { await _notify.WaitAsync(); }).Detach();""",
        """public void M() => rt.Spawn(async () => { await WorkAsync(CurrentTask.CancellationToken); }).Detach();""",
        """public void M() => rt.Spawn(async ct => { await WorkAsync(ct); await WorkAsync(); }).Detach();""",
        """public async Task M() { await WorkAsync(); }""",
        """private static Task NoTokenAsync() => Task.CompletedTask; public void M() => rt.Spawn(async () => { await NoTokenAsync(); }).Detach();""",
        """private static void Run([RunsOnRuntime] Func<Task> test) => test(); public void M() => Run(async () => { await WorkAsync(); });""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT017", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT017", members);
}
