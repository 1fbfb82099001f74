using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Holding;

/// <summary>HRT001: what it reports, and code near to that which is right.</summary>
public sealed class HeldOnEveryPathTests
{
    public static TheoryData<string> Wrong =>
    [
        """public async Task M() { var [|g|] = await _mutex.LockAsync(); await WorkAsync(); }""",
        """public async Task M(bool early) { var [|p|] = await _sem.AcquireAsync(); if (early) return; await WorkAsync(); p.Dispose(); }""",
        """public async Task M(bool bad) { var [|p|] = await _sem.AcquireAsync(2); if (bad) throw new IOException(); p.Dispose(); }""",
        """public async Task M() { var [|t|] = _notify.Register(); if (_done) return; await t.WaitAsync(); }""",
        """public async Task M(Sender<int> tx) { var [|p|] = await tx.ReserveAsync(); await WorkAsync(); }""",
        """public void M() { if (_mutex.TryLock(out var [|g|])) Use(1); }""",
        """public void M(Sender<int> tx) { if (!tx.TryReserve(out var [|p|])) return; Use(1); }""",
        """public async Task M() { while (true) { var [|g|] = await _mutex.LockAsync(); await WorkAsync(); } }""",
        """public async Task M() { var w = await _rw.WriteLockAsync(); var [|r|] = w.Downgrade(); await WorkAsync(); }""",
        """public async Task M() { var [|g|] = await _count.LockAsync(); g.Value++; }""",
        """public async Task M() { var p = await _sem.AcquireAsync(2); var [|half|] = p.Split(1); p.Dispose(); }""",
        """public void M() { var [|g|] = _mutex.BlockingLock(); Use(1); }""",
        """public Task M() => Task.Run(async () => { var [|g|] = await _mutex.LockAsync(); await WorkAsync(); });""",
        """public async Task M(int x) { var [|g|] = await _mutex.LockAsync(); switch (x) { case 1: g.Dispose(); return; case 2: break; default: g.Dispose(); break; } }""",
        """public async Task M() { var [|g|] = await _mutex.LockAsync().ConfigureAwait(true); await WorkAsync(); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M() { using var g = await _mutex.LockAsync(); await WorkAsync(); }""",
        """public async Task M() { using (await _mutex.LockAsync()) await WorkAsync(); }""",
        """public async Task M() { using (var g = await _mutex.LockAsync()) { if (_done) return; await WorkAsync(); } }""",
        """public async Task M() { var g = await _mutex.LockAsync(); g.Dispose(); await WorkAsync(); }""",
        """public async Task M() { var g = await _mutex.LockAsync(); try { await WorkAsync(); } finally { g.Dispose(); } }""",
        """public async Task M(bool x) { var g = await _mutex.LockAsync(); if (x) { g.Dispose(); return; } g.Dispose(); }""",
        """public async Task<AsyncMutex.Guard> M() { var g = await _mutex.LockAsync(); return g; }""",
        """private AsyncMutex.Guard _kept; public async Task M() { var g = await _mutex.LockAsync(); _kept = g; }""",
        """private static void Take(AsyncMutex.Guard g) => g.Dispose(); public async Task M() { var g = await _mutex.LockAsync(); Take(g); }""",
        """public async Task M() { var g = await _mutex.LockAsync(); rt.Spawn(async () => { using (g) await WorkAsync(); }).Detach(); }""",
        """public async Task M() { var p = await _sem.AcquireAsync(); p.Forget(); }""",
        """public async Task M() { var p = await _sem.AcquireAsync(); var q = await _sem.AcquireAsync(); p.Merge(q); p.Dispose(); }""",
        """public async Task M(Sender<int> tx) { var p = await tx.ReserveAsync(); p.Send(1); }""",
        """public async Task M() { var t = _notify.Register(); await t.WaitAsync(); }""",
        """public void M() { if (!_mutex.TryLock(out var g)) return; Use(1); g.Dispose(); }""",
        """public void M() { if (_mutex.TryLock(out var g)) { Use(1); g.Dispose(); } }""",
        """public void M() { if (_mutex.TryLock(out var g)) using (g) Use(1); }""",
        """public void M() { var ok = _mutex.TryLock(out var g); if (ok) g.Dispose(); }""",
        """public async Task M(bool x) { AsyncMutex.Guard g = default; if (x) g = await _mutex.LockAsync(); await WorkAsync(); if (x) g.Dispose(); }""",
        """public async Task M() { AsyncMutex.Guard g = default; var held = false; try { g = await _mutex.LockAsync(); held = true; } finally { if (held) g.Dispose(); } }""",
        """public async Task M() { while (true) { var g = await _mutex.LockAsync(); g.Dispose(); } }""",
        """public async Task M() { var w = await _rw.WriteLockAsync(); using var r = w.Downgrade(); await WorkAsync(); }""",
        """public async Task M() { var g = await _mutex.LockAsync(); try { await WorkAsync(); g.Dispose(); } catch { g.Dispose(); throw; } }""",
        """public async Task M() { var list = new List<AsyncSemaphore.Permit>(); var p = await _sem.AcquireAsync(); list.Add(p); Use(list); }""",
        """public async Task M() { var g = await _mutex.LockAsync(); (AsyncMutex.Guard, int) pair = (g, 1); Use(pair); }""",
        """public async IAsyncEnumerable<int> M() { using var g = await _mutex.LockAsync(); yield return 1; }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT001", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT001", members);
}
