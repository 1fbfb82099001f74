using System.Collections.Immutable;
using HostedRuntime.Analyzers.Suppressors;
using HostedRuntime.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Tests.Suppressors;

/// <summary>Rules of others are silent where they are wrong, and nowhere else.</summary>
public sealed class SuppressorTests
{
    private static readonly DiagnosticSuppressor[] s_all = [new CapturedAwaitSuppressor(), new DroppedHandleSuppressor(), new BlockingAllowedSuppressor()];

    public static TheoryData<string> AwaitRules => ["CA2007", "VSTHRD111", "MA0004", "RCS1090", "S3216"];

    public static TheoryData<string> DropRules => ["VSTHRD110", "MA0134"];

    public static TheoryData<string> BlockingRules => ["CA1849", "MA0042", "MA0045", "VSTHRD103"];

    [Theory]
    [MemberData(nameof(AwaitRules))]
    public async Task AwaitRule_InBodies_IsSuppressed(string rule)
    {
        await AssertAsync(rule, isSuppressed: true, "public void M() => rt.Spawn(async ct => { await WorkAsync(ct); }).Detach();");
        await AssertAsync(rule, isSuppressed: true, "public Task M() => rt.RunScopeAsync(async scope => { await WorkAsync(); });");
        await AssertAsync(rule, isSuppressed: true, "[RunsOnRuntime] public async Task M() { await WorkAsync(); }");
        await AssertAsync(rule, isSuppressed: true, "public void M() => rt.Spawn(InnerAsync).Detach(); private async Task InnerAsync() { await WorkAsync(); }");
        await AssertAsync(rule, isSuppressed: true, "public void M(PluginBuilder plugin) => plugin.Setup(async (context, ct) => { await WorkAsync(ct); });");
        await AssertAsync(rule, isSuppressed: true, "private sealed class P : RuntimePlugin { public override async Task StopAsync(CancellationToken ct) { await WorkAsync(ct); } }");
    }

    [Theory]
    [MemberData(nameof(AwaitRules))]
    public async Task AwaitRule_ElsewhereInCode_IsReported(string rule)
    {
        await AssertAsync(rule, isSuppressed: false, "public async Task M() { await WorkAsync(); }");
        await AssertAsync(rule, isSuppressed: false, "public Task M() => Task.Run(async () => { await WorkAsync(); });");
        await AssertAsync(rule, isSuppressed: false, "public async Task M() { await rt.Spawn(() => WorkAsync()); }");
        await AssertAsync(rule, isSuppressed: false, "public void M() { rt.Spawn(InnerAsync).Detach(); InnerAsync(); } private async Task InnerAsync() { await WorkAsync(); }");
        await AssertAsync(rule, isSuppressed: false, "public void M() => rt.SpawnBlocking(() => { Func<Task> f = async () => { await WorkAsync(); }; Use(f); }).Detach();");
    }

    [Theory]
    [MemberData(nameof(DropRules))]
    public async Task DropRule_WhereHrt003Reports_IsSuppressed(string rule)
    {
        await AssertAsync(rule, isSuppressed: true, "public void M() { rt.Spawn(WorkAsync); }", "Spawn");
        await AssertAsync(rule, isSuppressed: false, "public void M() { WorkAsync(); }", "WorkAsync()");
        await AssertAsync(rule, isSuppressed: false, "public void M() { rt.Spawn(WorkAsync).Detach(); }", "Spawn");
    }

    [Theory]
    [MemberData(nameof(BlockingRules))]
    public async Task BlockingRule_WhereBlockingIsAllowed_IsSuppressed(string rule)
    {
        const string Lock = "using var guard = _mutex.BlockingLock();";
        await AssertAsync(rule, isSuppressed: true, $"public void M() {{ AsyncRuntime.BlockInPlace(() => {{ {Lock} }}); }}", "BlockingLock");
        await AssertAsync(rule, isSuppressed: true, $"public void M() {{ rt.SpawnBlocking(() => {{ {Lock} }}).Detach(); }}", "BlockingLock");
        await AssertAsync(rule, isSuppressed: false, $"public void M() {{ rt.Spawn(() => {{ {Lock} }}).Detach(); }}", "BlockingLock");
        await AssertAsync(rule, isSuppressed: false, $"public void M() {{ {Lock} }}", "BlockingLock");
        await AssertAsync(rule, isSuppressed: false, "public void M() { rt.SpawnBlocking(() => WorkAsync().Wait()).Detach(); }", "Wait");
    }

    [Fact]
    public void Suppressions_OfAll_AreDocumented()
        => Assert.Equal(
            ["HRTS001", "HRTS002", "HRTS003", "HRTS004"],
            s_all.SelectMany(static suppressor => suppressor.SupportedSuppressions).Select(static suppression => suppression.Id).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Asserts that every report of the rule is suppressed, or that none is.</summary>
    /// <param name="rule">The rule of others.</param>
    /// <param name="isSuppressed">Whether the reports have to be suppressed.</param>
    /// <param name="members">Members of the usual class.</param>
    /// <param name="place">The text at the places to look at; null for all.</param>
    private static async Task AssertAsync(string rule, bool isSuppressed, string members, string? place = null)
    {
        var source = Verifier.Around(members);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new StandIn(rule), .. s_all];
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var found = (await Sources.Compile(source).WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken))
            .Where(diagnostic => diagnostic.Id == rule && (place is null || source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length) == place))
            .ToList();
        Assert.NotEmpty(found);
        Assert.All(found, diagnostic => Assert.True(diagnostic.IsSuppressed == isSuppressed, $"{diagnostic} in {members}"));
    }
}
