using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Holding;

/// <summary>HRT018: what it reports, and code near to that which is right.</summary>
public sealed class AwaitedTwiceTests
{
    public static TheoryData<string> Wrong =>
    [
        """public async Task M(Receiver<int> rx) { var t = rx.ReadAsync(); await t; [|await t|]; }""",
        """private ValueTask<int> _kept; public void M(Receiver<int> rx) { [|_kept = rx.ReadAsync()|]; }""",
        """public async Task M() { var t = _notify.WaitAsync(); for (var i = 0; i < 2; i++) [|await t|]; }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M(Receiver<int> rx) { var t = rx.ReadAsync(); await t; t = rx.ReadAsync(); await t; }""",
        """public async Task M(Receiver<int> rx) { var t = rx.ReadAsync().AsTask(); await t; await t; }""",
        """public async Task M(Receiver<int> rx, bool x) { var t = rx.ReadAsync(); if (x) await t; else Use(await t); }""",
        """private Task<int>? _kept; public void M(Receiver<int> rx) { _kept = rx.ReadAsync().AsTask(); }""",
        """private static ValueTask<int> ForeignAsync() => new(1); public async Task M() { var t = ForeignAsync(); await t; await t; }""",
        """public async Task M(Receiver<int> rx) { while (true) { var t = rx.ReadAsync(); await t; } }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT018", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT018", members);
}
