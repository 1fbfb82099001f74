using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Aborting;

/// <summary>HRT004: what it reports, and code near to that which is right.</summary>
public sealed class SwallowedAbortTests
{
    public static TheoryData<string> Wrong =>
    [
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } [|catch (Exception e)|] { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { for (;;) { try { await WorkAsync(ct); } [|catch|] { } } }).Detach();""",
        """public void M() => rt.Spawn(async () => { while (true) { try { await _notify.WaitAsync(); } [|catch (OperationCanceledException)|] { } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } [|catch (Exception)|] { continue; } } }).Detach();""",
        """public void M() => rt.Spawn(LoopAsync).Detach(); private async Task LoopAsync(CancellationToken ct) { while (true) { try { await WorkAsync(ct); } [|catch (Exception e)|] { Use(e); } } }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception e) when (e is not OperationCanceledException) { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (!ct.IsCancellationRequested) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (OperationCanceledException) { break; } catch (Exception e) { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (OperationCanceledException) { throw; } catch (Exception e) { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); return; } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (IOException e) { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1)); } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception e) { if (ct.IsCancellationRequested) return; Use(e); } } }).Detach();""",
        """public void M(Interval timer) => rt.Spawn(async ct => { while (await timer.WaitForNextTickAsync(ct)) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } } }).Detach();""",
        """public void M(Receiver<int> rx) => rt.Spawn(async ct => { await foreach (var i in rx.ReadAllAsync(ct)) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } } }).Detach();""",
        """public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(); Use(1); } catch (Exception e) { Use(e); } ct.ThrowIfCancellationRequested(); } }).Detach();""",
        """public async Task M(CancellationToken ct) { while (true) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } } }""",
        """public void M() => rt.Spawn(async ct => { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } }).Detach();""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT004", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT004", members);
}
