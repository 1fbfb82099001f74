using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Spawning;

/// <summary>HRT019: what it reports, and code near to that which is right.</summary>
public sealed class AwaitOfItselfTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() { JoinHandle? h = null; h = rt.Spawn(async () => { [|await h!|]; }); }""",
        """private JoinHandle? _h; public void M() { _h = rt.Spawn(async () => { [|await _h!.AsTask()|]; }); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() { var first = rt.Spawn(() => WorkAsync()); var second = rt.Spawn(async () => { await first; }); Use(second); }""",
        """public void M() { JoinHandle? h = null; h = rt.Spawn(() => { h!.Abort(); }); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT019", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT019", members);
}
