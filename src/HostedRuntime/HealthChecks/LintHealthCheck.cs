using HostedRuntime.Diagnostics;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HostedRuntime.HealthChecks;

/// <summary>Reports the lints of each runtime of the host. It needs no worker, so it also answers if all of them are stuck.</summary>
internal sealed class LintHealthCheck(IServiceProvider services, LintHealthCheckOptions options) : IHealthCheck
{
    // Lints are about the tasks that have waited longest, which a snapshot keeps. No lint needs the stacks.
    private static readonly SnapshotOptions s_options = new() { WithStacks = false };

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var failure = context.Registration.FailureStatus;
        var names = services.GetService<RuntimeRegistry>()?.Names ?? [];
        if (names.Count == 0)
            return Task.FromResult(new HealthCheckResult(failure, "No runtime was added to this host."));
        var lints = new List<(string Runtime, RuntimeLint Lint)>();
        foreach (var name in names)
        {
            // A child runtime that was handed in has no snapshot; its tasks are in that of its runtime.
            if (services.GetRequiredKeyedService<IRuntimeHandle>(name) is IRuntime runtime)
                lints.AddRange(runtime.CaptureSnapshot(s_options).Lints.Select(lint => (name, lint)));
        }

        return Task.FromResult(ResultOf(lints, options, failure));
    }

    /// <summary>
    /// Returns the failure status if a lint that counts is an error, Degraded if one is a warning, and otherwise Healthy. All lints that
    /// count are in the data, a line for each: the key is the runtime and the code, as in "default.HR005".
    /// </summary>
    internal static HealthCheckResult ResultOf(IEnumerable<(string Runtime, RuntimeLint Lint)> lints, LintHealthCheckOptions options, HealthStatus failure)
    {
        var counting = lints.Where(found => options.Counts(found.Lint)).ToList();
        var data = counting
            .GroupBy(static found => $"{found.Runtime}.{found.Lint.Code}")
            .ToDictionary(static group => group.Key, static object (group) => string.Join('\n', group.Select(static found => $"{found.Lint.Text} {found.Lint.Advice}")));
        var worst = counting.Select(static found => found.Lint.Severity).DefaultIfEmpty(LintSeverity.Info).Max();
        var status = worst switch
        {
            LintSeverity.Error => failure,
            LintSeverity.Warning => HealthStatus.Degraded,
            _ => HealthStatus.Healthy,
        };
        var reasons = counting.Where(static found => found.Lint.Severity >= LintSeverity.Warning)
            .OrderByDescending(static found => found.Lint.Severity)
            .Select(static found => $"{found.Lint.Code} in runtime '{found.Runtime}': {found.Lint.Text}")
            .ToList();
        return new HealthCheckResult(status, reasons.Count == 0 ? "No lint asks for attention." : string.Join(' ', reasons), data: data);
    }
}
