using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Channels;

/// <summary>HRT010: what it reports, and code near to that which is right.</summary>
public sealed class IgnoredAnswerTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M(Sender<int> tx) { [|tx.TryWrite(1)|]; }""",
        """public void M(OneshotSender<int> tx) { [|tx.TrySend(1)|]; }""",
        """public void M(Sender<int> tx) { [|tx.TryReserve(out var p)|]; p.Dispose(); }""",
        """public void M() { [|_mutex.TryLock(out var g)|]; g.Dispose(); }""",
        """public void M() { [|_sem.TryAcquire(out var p)|]; p.Dispose(); }""",
        """public Action M(Sender<int> tx) => () => [|tx.TryWrite(1)|];""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M(Sender<int> tx) { _ = tx.TryWrite(1); }""",
        """public void M(Sender<int> tx) { if (!tx.TryWrite(1)) Use(1); }""",
        """public bool M(Sender<int> tx) => tx.TryWrite(1);""",
        """public void M(Sender<int> tx) { tx.TryComplete(); }""",
        """public void M(OnceCell<int> cell) { cell.TrySet(1); }""",
        """public void M(Dictionary<int, int> other) { other.TryAdd(1, 1); }""",
        """public void M(System.Threading.Channels.ChannelWriter<int> foreign) { foreign.TryWrite(1); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT010", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT010", members);
}
