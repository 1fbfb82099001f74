using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Channels;

/// <summary>HRT012: what it reports, and code near to that which is right.</summary>
public sealed class SenderNeverEndedTests
{
    public static TheoryData<string> Wrong =>
    [
        """public async Task M() { var ([|tx|], rx) = MpscChannel.CreateBounded<int>(4); rt.Spawn(async () => { await tx.WriteAsync(1); }).Detach(); await foreach (var x in rx.ReadAllAsync()) Use(x); }""",
        """public async Task M() { var ([|tx|], rx) = MpscChannel.CreateUnbounded<int>(); _ = tx.TryWrite(1); while (await rx.WaitToReadAsync()) _ = rx.TryRead(out _); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); rt.Spawn(async () => { using (tx) await tx.WriteAsync(1); }).Detach(); await foreach (var x in rx.ReadAllAsync()) Use(x); }""",
        """public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); _ = tx.TryWrite(1); tx.Dispose(); await foreach (var x in rx.ReadAllAsync()) Use(x); }""",
        """public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); tx.TryComplete(); await foreach (var x in rx.ReadAllAsync()) Use(x); }""",
        """public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); Use(tx); await foreach (var x in rx.ReadAllAsync()) Use(x); }""",
        """public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); _ = tx.TryWrite(1); await foreach (var x in rx.ReadAllAsync()) { Use(x); break; } }""",
        """public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); _ = tx.TryWrite(1); Use(await rx.ReadAsync()); }""",
        """private Sender<int>? _kept; public async Task M() { var (tx, rx) = MpscChannel.CreateBounded<int>(4); _kept = tx; await foreach (var x in rx.ReadAllAsync()) Use(x); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT012", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT012", members);
}
