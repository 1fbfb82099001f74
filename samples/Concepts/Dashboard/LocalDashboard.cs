using HostedRuntime;
using Microsoft.AspNetCore.Builder;

namespace Concepts.Dashboard;

/// <summary>An application whose dashboard is for browsers that have opened the address in its log.</summary>
public static class LocalDashboard
{
    public static WebApplication Create(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAsyncRuntime();
        builder.Services.AddRuntimeDashboard(options => options.Title = "Orders");
        var app = builder.Build();
        app.MapRuntimeDashboard("/runtime").UseBrowserToken();
        return app;
    }
}
