using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Setup;

/// <summary>HRT013: what it reports, and code near to that which is right.</summary>
public sealed class ConstantOutOfRangeTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() { var (tx, rx) = MpscChannel.CreateBounded<int>([|0|]); tx.Dispose(); rx.Dispose(); }""",
        """public void M() { Use(new AsyncSemaphore([|-1|])); }""",
        """public void M() { Use(new AsyncBarrier([|-1|])); }""",
        """public void M() { Use(Broadcast.Create<int>([|0|])); }""",
        """public void M() { Use(new RuntimeOptions { WorkerThreads = [|0|] }); }""",
        """public void M(RuntimeOptions o) { o.MaxBlockingThreads = [|40000|]; }""",
        """public void M() { Use(new RuntimeOptions { ShutdownTimeout = [|TimeSpan.FromSeconds(-1)|] }); }""",
        """public void M() { Use(new RuntimeOptions { PluginTimeout = [|TimeSpan.Zero|] }); }""",
        """public void M() { Use(new RuntimeOptions { Flavor = RuntimeFlavor.ThreadPool, [|WorkerThreads = 2|] }); }""",
        """private const int None = 0; public void M() { Use(new JoinSet(rt, maxConcurrency: [|None|])); }""",
        """public void M() { Use(new TaskScopeOptions { MaxConcurrency = [|0|] }); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() { var (tx, rx) = MpscChannel.CreateBounded<int>(1); tx.Dispose(); rx.Dispose(); }""",
        """public void M() { Use(new AsyncSemaphore(0)); Use(new AsyncBarrier(0)); Use(new AsyncBarrier(1)); }""",
        """public void M(int n) { Use(new AsyncSemaphore(n)); Use(new RuntimeOptions { WorkerThreads = n }); }""",
        """public void M() { Use(new RuntimeOptions { WorkerThreads = 1024, ShutdownTimeout = TimeSpan.Zero, ThreadStackSize = 0, StallThreshold = Timeout.InfiniteTimeSpan }); }""",
        """public void M() { Use(new RuntimeOptions { BlockingQueueLimit = null, GlobalQueueInterval = 61 }); }""",
        """private static void Throws(Action body) => body(); public void M() { Throws(() => new AsyncSemaphore(-1)); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT013", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT013", members);
}
