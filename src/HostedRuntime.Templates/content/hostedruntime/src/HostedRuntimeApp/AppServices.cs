using HostedRuntime;
using HostedRuntimeApp.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntimeApp;

/// <summary>The services of the application, for its program and for its tests.</summary>
internal static class AppServices
{
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddHealthChecks().AddAsyncRuntime();
        services.AddAsyncRuntime()
#if (plugin)
            .AddPluginFile("plugins/HostedRuntimeApp.Feed.dll")
#endif
            .AddPlugin<JobPlugin, QueueOptions>()
            .AddCommand("add-job", (string name, JobPlugin jobs, CancellationToken ct) => jobs.AddAsync(name, ct));
        return services;
    }
}
