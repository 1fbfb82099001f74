using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Holding;

/// <summary>HRT002: what it reports, and code near to that which is right.</summary>
public sealed class ThrownAwayTests
{
    public static TheoryData<string> Wrong =>
    [
        """public async Task M() { [|await _mutex.LockAsync()|]; }""",
        """public async Task M() { _ = [|await _sem.AcquireAsync()|]; }""",
        """public void M() { [|rt.Enter()|]; }""",
        """public void M() { [|_notify.Register()|]; }""",
        """public void M() { _ = [|new JoinSet<int>(rt)|]; }""",
        """public void M() { [|new Interval(TimeSpan.FromSeconds(1))|]; }""",
        """public void M() { if (_mutex.TryLock(out [|_|])) Use(1); }""",
        """public void M(BroadcastSender<int> tx) { [|tx.Subscribe()|]; }""",
        """public void M(Sender<int> tx) { _ = [|tx.Clone()|]; }""",
        """public void M() { [|_mutex.BlockingLock()|]; }""",
        """public void M() { var h = rt.Spawn(() => 1); [|h.AbortOnDispose()|]; }""",
        """public Func<Task> M() => async () => [|await _mutex.LockAsync()|];""",
        """private static class Assert { public static void True(bool? value) => Use(value); } public void M() => Assert.True(_mutex.TryLock(out [|_|]));""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M() { using var g = await _mutex.LockAsync(); }""",
        """public async Task M() { using (await _mutex.LockAsync()) { } }""",
        """public async Task M() { (await _mutex.LockAsync()).Dispose(); }""",
        """public ValueTask<AsyncMutex.Guard> M() => _mutex.LockAsync();""",
        """public void M() { using (rt.Enter()) Use(1); }""",
        """public async Task M() { await using var set = new JoinSet(rt); }""",
        """private JoinSet? _set; public void M() { _set = new JoinSet(rt); }""",
        """public void M() { Use(new JoinSet(rt)); }""",
        """public async Task M() { await _notify.WaitAsync(); }""",
        """private static Task ThrowsAsync(Func<Task> body) => body(); public Task M() => ThrowsAsync(async () => await _sem.AcquireAsync());""",
        """public void M() { if (_mutex.TryLock(out var g)) g.Dispose(); }""",
        """private static class Assert { public static void False(bool? value) => Use(value); } public void M() => Assert.False(_mutex.TryLock(out _));""",
        """private static class Assert { public static void IsFalse(bool value) => Use(value); } public void M() => Assert.IsFalse(_sem.TryAcquire(2, out _));""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT002", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT002", members);
}
