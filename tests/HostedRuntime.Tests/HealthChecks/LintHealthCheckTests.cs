using HostedRuntime.Diagnostics;
using HostedRuntime.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.HealthChecks;

public sealed class LintHealthCheckTests
{
    private static readonly (string Runtime, RuntimeLint Lint)[] s_found =
    [
        ("default", Lint("HR011", LintSeverity.Info)),
        ("default", Lint("HR004", LintSeverity.Warning)),
        ("cpu", Lint("HR004", LintSeverity.Warning)),
        ("cpu", Lint("HR005", LintSeverity.Error)),
        ("cpu", Lint("HR005", LintSeverity.Error) with { Text = "Two more wait." }),
    ];

    [Fact]
    public void Result_WithError_IsUnhealthyAndHasAllTexts()
    {
        var result = LintHealthCheck.ResultOf(s_found, new LintHealthCheckOptions(), HealthStatus.Unhealthy);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.StartsWith("HR005 in runtime 'cpu': HR005 was found. HR005 in runtime 'cpu': Two more wait. HR004 in runtime", result.Description, StringComparison.Ordinal);
        Assert.Equal(["cpu.HR004", "cpu.HR005", "default.HR004", "default.HR011"], result.Data.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("HR005 was found. Look at it.\nTwo more wait. Look at it.", result.Data["cpu.HR005"]);
    }

    [Theory]
    [InlineData("HR005", "", HealthStatus.Unhealthy, 1)]
    [InlineData("", "HR005", HealthStatus.Degraded, 3)]
    [InlineData("HR004", "", HealthStatus.Degraded, 2)]
    [InlineData("HR011", "", HealthStatus.Healthy, 1)]
    [InlineData("HR001", "", HealthStatus.Healthy, 0)]
    [InlineData("HR005", "HR005", HealthStatus.Healthy, 0)]
    public void Result_WithChosenCodes_CountsThese(string counts, string ignored, HealthStatus status, int data)
    {
        var options = new LintHealthCheckOptions();
        options.Codes.UnionWith(counts.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        options.IgnoredCodes.UnionWith(ignored.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var result = LintHealthCheck.ResultOf(s_found, options, HealthStatus.Unhealthy);

        Assert.Equal((status, data), (result.Status, result.Data.Count));
    }

    [Fact]
    public void Result_FailureStatusIsDegraded_ReportsErrorAsDegraded()
        => Assert.Equal(HealthStatus.Degraded, LintHealthCheck.ResultOf(s_found, new LintHealthCheckOptions(), HealthStatus.Degraded).Status);

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Check_QuietHost_ReportsHealthy()
    {
        var application = new TestApplication();
        application.AddRuntime("cpu");
        application.Services.AddHealthChecks().AddAsyncRuntimeLints(tags: ["ready"]);
        using var host = application.Build();
        await host.StartAsync();

        var entry = await CheckAsync(host);

        Assert.Equal((HealthStatus.Healthy, "No lint asks for attention."), (entry.Status, entry.Description));
        Assert.Equal(["ready"], entry.Tags);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Check_NoRuntimeAdded_ReportsUnhealthy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHealthChecks().AddAsyncRuntimeLints();
        using var host = builder.Build();
        var entry = await CheckAsync(host);
        Assert.Equal((HealthStatus.Unhealthy, "No runtime was added to this host."), (entry.Status, entry.Description));
    }

    [Theory]
    [InlineData("HR5")]
    [InlineData("hr005")]
    [InlineData("HR005 ")]
    public void AddAsyncRuntimeLints_CodeThatCannotBe_Throws(string code)
    {
        var checks = new ServiceCollection().AddHealthChecks();
        var refused = Assert.Throws<ArgumentException>(() => checks.AddAsyncRuntimeLints(options => options.Codes.Add(code)));
        Assert.Equal($"'{code}' is no code of a lint. Allowed: HR and three digits, as in HR005.", refused.Message);
    }

    private static RuntimeLint Lint(string code, LintSeverity severity)
        => new() { Code = code, Severity = severity, Text = $"{code} was found.", Advice = "Look at it." };

    private static async Task<HealthReportEntry> CheckAsync(IHost host)
        => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["async-runtime-lints"];
}
