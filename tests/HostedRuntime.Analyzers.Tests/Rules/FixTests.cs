using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules;

/// <summary>Each fix gives the expected text, which compiles and has no diagnostic of the rule.</summary>
public sealed class FixTests
{
    public static TheoryData<string, string, string> Fixes => new()
    {
        {
            "HRT001",
            "    public async Task M()\n    {\n        // A comment.\n        var guard = await _mutex.LockAsync();\n        await WorkAsync();\n    }",
            "    public async Task M()\n    {\n        // A comment.\n        using var guard = await _mutex.LockAsync();\n        await WorkAsync();\n    }"
        },
        {
            "HRT002",
            "    public async Task M(int guard)\n    {\n        await _mutex.LockAsync();\n        await WorkAsync();\n    }",
            "    public async Task M(int guard)\n    {\n        using var guard2 = await _mutex.LockAsync();\n        await WorkAsync();\n    }"
        },
        {
            "HRT002",
            "    public async Task M()\n    {\n        _ = new JoinSet(rt);\n        await WorkAsync();\n    }",
            "    public async Task M()\n    {\n        await using var joinSet = new JoinSet(rt);\n        await WorkAsync();\n    }"
        },
        { "HRT003", "    public void M() { rt.Spawn(() => WorkAsync()); }", "    public void M() { rt.Spawn(() => WorkAsync()).Detach(); }" },
        { "HRT003", "    public void M() { _ = rt.Spawn(() => WorkAsync()); }", "    public void M() { rt.Spawn(() => WorkAsync()).Detach(); }" },
        {
            "HRT003",
            "    public async Task M() { _ = await rt.SpawnBlockingAsync(() => Use(1)); }",
            "    public async Task M() { (await rt.SpawnBlockingAsync(() => Use(1))).Detach(); }"
        },
        {
            "HRT004",
            "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception error) { Use(error); } } }).Detach();",
            "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception error) when (error is not OperationCanceledException) { Use(error); } } }).Detach();"
        },
        {
            "HRT004",
            "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch { Use(1); } } }).Detach();",
            "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (Exception e) when (e is not OperationCanceledException) { Use(1); } } }).Detach();"
        },
        {
            "HRT006",
            "    public void M()\n    {\n        for (var i = 0; i < 3; i++)\n            rt.Spawn(() => Use(i + i)).Detach();\n    }",
            "    public void M()\n    {\n        for (var i = 0; i < 3; i++)\n        {\n            var ownI = i;\n            rt.Spawn(() => Use(ownI + ownI)).Detach();\n        }\n    }"
        },
        {
            "HRT007",
            "    public async Task M()\n    {\n        using var file = new MemoryStream();\n        rt.Spawn(() => file.WriteByte(1)).Detach();\n    }",
            "    public async Task M()\n    {\n        using var file = new MemoryStream();\n        await rt.Spawn(() => file.WriteByte(1));\n    }"
        },
        {
            "HRT008",
            "    public void M() => rt.Spawn(async () => { Use(LoadAsync().Result.ToString()); await WorkAsync(); }).Detach();",
            "    public void M() => rt.Spawn(async () => { Use((await LoadAsync()).ToString()); await WorkAsync(); }).Detach();"
        },
        {
            "HRT008",
            "    public void M() => rt.Spawn(async () => { Thread.Sleep(10); await WorkAsync(); }).Detach();",
            "    public void M() => rt.Spawn(async () => { await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(10)); await WorkAsync(); }).Detach();"
        },
        {
            "HRT008",
            "    public void M() => rt.Spawn(async () => { WorkAsync().GetAwaiter().GetResult(); await WorkAsync(); }).Detach();",
            "    public void M() => rt.Spawn(async () => { await WorkAsync(); await WorkAsync(); }).Detach();"
        },
        {
            "HRT009",
            "    public void M() => rt.Spawn(async ct => { await WorkAsync(ct).ConfigureAwait(false); }).Detach();",
            "    public void M() => rt.Spawn(async ct => { await WorkAsync(ct); }).Detach();"
        },
        { "HRT010", "    public void M(Sender<int> tx) { tx.TryWrite(1); }", "    public void M(Sender<int> tx) { _ = tx.TryWrite(1); }" },
        {
            "HRT014",
            "    public void M() => rt.Spawn(async ct => { await Task.Delay(5, ct); }).Detach();",
            "    public void M() => rt.Spawn(async ct => { await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(5), ct); }).Detach();"
        },
        {
            "HRT015",
            "    public Task M() => rt.RunScopeAsync(async scope => { rt.Spawn(() => WorkAsync()).Detach(); await WorkAsync(); });",
            "    public Task M() => rt.RunScopeAsync(async scope => { scope.Spawn(_ => WorkAsync()); await WorkAsync(); });"
        },
        {
            "HRT018",
            "    public async Task M(Receiver<int> rx) { var next = rx.ReadAsync(); await next; await next; }",
            "    public async Task M(Receiver<int> rx) { var next = rx.ReadAsync().AsTask(); await next; await next; }"
        },
    };

    /// <summary>Two diagnostics of each rule that has a fix, and the text after all were fixed at once.</summary>
    public static TheoryData<string, string, string> FixAlls => new()
    {
        {
            "HRT001",
            "    public async Task M()\n    {\n        var a = await _mutex.LockAsync();\n        var b = await _sem.AcquireAsync();\n    }",
            "    public async Task M()\n    {\n        using var a = await _mutex.LockAsync();\n        using var b = await _sem.AcquireAsync();\n    }"
        },
        {
            "HRT002",
            "    public async Task M()\n    {\n        await _mutex.LockAsync();\n        _notify.Register();\n    }",
            "    public async Task M()\n    {\n        using var guard = await _mutex.LockAsync();\n        using var ticket = _notify.Register();\n    }"
        },
        { "HRT003", "    public void M() { rt.Spawn(() => 1); _ = rt.Spawn(() => 2); }", "    public void M() { rt.Spawn(() => 1).Detach(); rt.Spawn(() => 2).Detach(); }" },
        {
            "HRT004",
            "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (FormatException) { } catch (Exception e) { Use(e); } } }).Detach();\n    public void N() => rt.Spawn(async ct => { for (;;) { try { await WorkAsync(ct); } catch (Exception e) { Use(e); } } }).Detach();",
            "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (FormatException) { } catch (Exception e) when (e is not OperationCanceledException) { Use(e); } } }).Detach();\n    public void N() => rt.Spawn(async ct => { for (;;) { try { await WorkAsync(ct); } catch (Exception e) when (e is not OperationCanceledException) { Use(e); } } }).Detach();"
        },
        {
            "HRT006",
            "    public void M()\n    {\n        for (var i = 0; i < 3; i++)\n            rt.Spawn(() => Use(i)).Detach();\n        for (var j = 0; j < 3; j++)\n            rt.Spawn(() => Use(j)).Detach();\n    }",
            "    public void M()\n    {\n        for (var i = 0; i < 3; i++)\n        {\n            var ownI = i;\n            rt.Spawn(() => Use(ownI)).Detach();\n        }\n        for (var j = 0; j < 3; j++)\n        {\n            var ownJ = j;\n            rt.Spawn(() => Use(ownJ)).Detach();\n        }\n    }"
        },
        {
            "HRT007",
            "    public async Task M()\n    {\n        using var file = new MemoryStream();\n        rt.Spawn(() => file.WriteByte(1)).Detach();\n        rt.Spawn(() => file.WriteByte(2)).Detach();\n    }",
            "    public async Task M()\n    {\n        using var file = new MemoryStream();\n        await rt.Spawn(() => file.WriteByte(1));\n        await rt.Spawn(() => file.WriteByte(2));\n    }"
        },
        {
            "HRT008",
            "    public void M() => rt.Spawn(async () => { Use(LoadAsync().Result); WorkAsync().Wait(); await WorkAsync(); }).Detach();",
            "    public void M() => rt.Spawn(async () => { Use(await LoadAsync()); await WorkAsync(); await WorkAsync(); }).Detach();"
        },
        {
            "HRT009",
            "    public void M() => rt.Spawn(async ct => { await WorkAsync(ct).ConfigureAwait(false); Use(await LoadAsync(ct).ConfigureAwait(false)); }).Detach();",
            "    public void M() => rt.Spawn(async ct => { await WorkAsync(ct); Use(await LoadAsync(ct)); }).Detach();"
        },
        { "HRT010", "    public void M(Sender<int> tx) { tx.TryWrite(1); tx.TryWrite(2); }", "    public void M(Sender<int> tx) { _ = tx.TryWrite(1); _ = tx.TryWrite(2); }" },
        {
            "HRT014",
            "    public void M() => rt.Spawn(async ct => { await Task.Delay(TimeSpan.FromSeconds(1), ct); await Task.Delay(5); }).Detach();",
            "    public void M() => rt.Spawn(async ct => { await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1), ct); await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(5)); }).Detach();"
        },
        {
            "HRT015",
            "    public Task M() => rt.RunScopeAsync(async scope => { rt.Spawn(ct => WorkAsync(ct)).Detach(); _ = 1; rt.Spawn(() => WorkAsync()).Detach(); await WorkAsync(); });",
            "    public Task M() => rt.RunScopeAsync(async scope => { scope.Spawn(ct => WorkAsync(ct)); _ = 1; scope.Spawn(_ => WorkAsync()); await WorkAsync(); });"
        },
        {
            "HRT018",
            "    public async Task M(Receiver<int> rx) { var a = rx.ReadAsync(); await a; await a; var b = rx.ReadAsync(); await b; await b; }",
            "    public async Task M(Receiver<int> rx) { var a = rx.ReadAsync().AsTask(); await a; await a; var b = rx.ReadAsync().AsTask(); await b; await b; }"
        },
    };

    [Theory]
    [MemberData(nameof(Fixes))]
    public Task Fix_Applied_GivesText(string rule, string before, string after) => FixVerifier.MembersAsync(rule, before, after);

    [Theory]
    [MemberData(nameof(FixAlls))]
    public Task FixAll_Applied_GivesText(string rule, string before, string after) => FixVerifier.AllMembersAsync(rule, before, after);

    [Fact]
    public void FixAll_OfEachFix_IsTested()
        => Assert.Equal(FixVerifier.FixedRules.Order(StringComparer.Ordinal), FixAlls.Select(static row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    /// <summary>A fix that would not compile is not offered.</summary>
    [Theory]
    [InlineData("HRT001", "    public void M() { if (_mutex.TryLock(out var guard)) Use(1); }")]
    [InlineData("HRT002", "    public void M() { if (_mutex.TryLock(out _)) Use(1); }")]
    [InlineData("HRT002", "    public void M() { _ = new JoinSet(rt); }")]
    [InlineData("HRT004", "    public void M() => rt.Spawn(async ct => { while (true) { try { await WorkAsync(ct); } catch (OperationCanceledException) { } } }).Detach();")]
    [InlineData("HRT007", "    public void M() { using var file = new MemoryStream(); rt.Spawn(() => file.WriteByte(1)).Detach(); }")]
    [InlineData("HRT008", "    public void M() => rt.Spawn(() => { Use(LoadAsync().Result); }).Detach();")]
    [InlineData("HRT015", "    public Task M(Func<Task> body) => rt.RunScopeAsync(async scope => { rt.Spawn(body).Detach(); await WorkAsync(); });")]
    public Task Fix_ThatWouldNotCompile_IsNotOffered(string rule, string members) => FixVerifier.NoneAsync(rule, members);
}
