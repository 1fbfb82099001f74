using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Holding;

/// <summary>HRT005: what it reports, and code near to that which is right.</summary>
public sealed class LockedTwiceTests
{
    public static TheoryData<string> Wrong =>
    [
        """public async Task M() { using var a = await _mutex.LockAsync(); using var b = await [|_mutex.LockAsync()|]; }""",
        """public async Task M() { using (await _mutex.LockAsync()) { using (await [|_mutex.LockAsync()|]) { } } }""",
        """public async Task M() { using var a = await _rw.ReadLockAsync(); using var b = await [|_rw.WriteLockAsync()|]; }""",
        """public async Task M() { using var a = await _rw.WriteLockAsync(); using var b = await [|_rw.ReadLockAsync()|]; }""",
        """public void M() { using var a = _mutex.BlockingLock(); using var b = [|_mutex.BlockingLock()|]; }""",
        """public async Task M() { if (_mutex.TryLock(out var a)) { using (a) { using var b = await [|_mutex.LockAsync()|]; } } }""",
        """public async Task M(AsyncMutex m) { var a = await m.LockAsync(); var b = await [|m.LockAsync()|]; b.Dispose(); a.Dispose(); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M() { using var a = await _mutex.LockAsync(); using var b = await _other.LockAsync(); }""",
        """public async Task M() { using (await _mutex.LockAsync()) { } using (await _mutex.LockAsync()) { } }""",
        """public async Task M() { var a = await _mutex.LockAsync(); a.Dispose(); using var b = await _mutex.LockAsync(); }""",
        """public async Task M() { using var a = await _rw.ReadLockAsync(); using var b = await _rw.ReadLockAsync(); }""",
        """public async Task M() { while (true) { using var a = await _mutex.LockAsync(); await WorkAsync(); } }""",
        """public async Task M() { using var a = await _mutex.LockAsync(); if (_mutex.TryLock(out var b)) b.Dispose(); }""",
        """public async Task M() { var a = await _mutex.LockAsync(); var later = _mutex.LockAsync(); a.Dispose(); (await later).Dispose(); }""",
        """public async Task M() { using var a = await _mutex.LockAsync(); rt.Spawn(async () => { using var b = await _mutex.LockAsync(); }).Detach(); }""",
        """private AsyncMutex _changing = new(); public async Task M() { using var a = await _changing.LockAsync(); _changing = new(); using var b = await _changing.LockAsync(); }""",
        """public async Task M(bool x) { AsyncMutex.Guard a = default; if (x) a = await _mutex.LockAsync(); else { using var b = await _mutex.LockAsync(); } a.Dispose(); }""",
        """public async Task M() { var w = await _rw.WriteLockAsync(); using var r = w.Downgrade(); using var again = await _rw.ReadLockAsync(); }""",
        """public async Task M(Service other) { using var a = await _mutex.LockAsync(); using var b = await other._mutex.LockAsync(); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT005", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT005", members);
}
