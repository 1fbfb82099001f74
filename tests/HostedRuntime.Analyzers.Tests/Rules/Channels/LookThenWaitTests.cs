using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Channels;

/// <summary>HRT011: what it reports, and code near to that which is right.</summary>
public sealed class LookThenWaitTests
{
    public static TheoryData<string> Wrong =>
    [
        """public async Task M() { while (!_done) await [|_notify.WaitAsync()|]; } public void N() { _done = true; _notify.NotifyAll(); }""",
        """public async Task M() { if (!_done) { await [|_notify.WaitAsync()|]; } } public void N() { _done = true; _notify.NotifyAll(); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """public async Task M() { while (true) { using var t = _notify.Register(); if (_done) break; await t.WaitAsync(); } } public void N() { _done = true; _notify.NotifyAll(); }""",
        """public async Task M() { while (!_done) await _notify.WaitAsync(); } public void N() { _done = true; _notify.NotifyOne(); }""",
        """public async Task M() { await _notify.WaitAsync(); } public void N() => _notify.NotifyAll();""",
        """public async Task M(Random random) { if (random.Next(2) == 0) await _notify.WaitAsync(); } public void N() => _notify.NotifyAll();""",
        """public async Task M() { while (true) await _notify.WaitAsync(); } public void N() => _notify.NotifyAll();""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Code_ThatIsWrong_IsReported(string members) => Verifier.MembersAsync("HRT011", members);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Code_ThatIsRight_IsNotReported(string members) => Verifier.MembersAsync("HRT011", members);
}
