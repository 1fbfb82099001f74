using HostedRuntime;
using HostedRuntimeApp.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntimeApp.Tests;

public sealed class JobTests
{
    [Fact]
    public async Task Stop_WithJobsInQueue_DoesThemFirst()
    {
        var token = TestContext.Current.CancellationToken;
        using var host = Create();
        await host.StartAsync(token);
        var commands = host.Services.GetRequiredService<ICommandInvoker>();
        for (var i = 0; i < 10; i++)
            await commands.InvokeAsync<int>("add-job", $"job {i}", token);
        var jobs = host.Services.GetRequiredService<JobPlugin>();
        await host.StopAsync(token);
#if (plugin)
        Assert.Equal(11, jobs.Done);   // one comes from the plugin
#else
        Assert.Equal(10, jobs.Done);
#endif
    }

    [Fact]
    public async Task Start_WithWrongOption_Throws()
    {
        using var host = Create(("AsyncRuntime:Plugins:Job:QueueLength", "0"));
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    private static IHost Create(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddApplication();
        return builder.Build();
    }
}
