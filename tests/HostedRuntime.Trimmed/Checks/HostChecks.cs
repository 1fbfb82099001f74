using HostedRuntime.HostStart;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Trimmed.Checks;

/// <summary>A host with all features and a health check, on a builder that brings nothing of its own.</summary>
internal static class HostChecks
{
    public static Task<bool> RunAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHealthChecks().AddAsyncRuntime();
        return GreetingHost.AnswersAsync(builder);
    }
}
