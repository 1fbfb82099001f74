using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Testing.Tests.Hosting;

/// <summary>Hosts with plugins, on a test runtime. Its clock is not that of the host's own limits.</summary>
public sealed class HostWithPluginsTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void Run_HostForAnHour_TicksInVirtualTime()
    {
        using var runtime = TestRuntime.Create();

        var found = runtime.Run(async () =>
        {
            using var host = new TickingHost(runtime.Handle);
            return (Ticks: await host.RunForAnHourAsync(), host.Journal);
        });

        Assert.Equal(3_600, found.Ticks);
        Assert.Equal(
            ["clock initialized", "meter initialized", "clock: Ready", "meter: Ready", "clock: ExitRequested", "meter: ExitRequested", "ticker stopped", "meter stopped", "clock stopped"],
            found.Journal);
        Assert.True(runtime.Time.Elapsed >= s_hour);
    }

    [Fact]
    public void Run_CommandWithJson_AnswersOnTheTestRuntime()
    {
        using var runtime = TestRuntime.Create();

        var answer = runtime.Run(async () =>
        {
            using var host = new TickingHost(runtime.Handle);
            await host.StartAsync();
            var result = await host.Commands.InvokeAsync("plugin:meter|runtime", default(JsonElement));
            await host.StopAsync();
            return result.GetRawText();
        });

        Assert.Equal("\"test, command:plugin:meter|runtime\"", answer);
    }

    [Fact]
    public void Run_SlowPluginStart_TakesItsTimeVirtually()
    {
        using var runtime = TestRuntime.Create();

        runtime.Run(async () =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddAsyncRuntime().UseRuntime(runtime.Handle)
                .AddPlugin("slow", static plugin => plugin.Initialize(static async (_, ct) => await AsyncTime.SleepAsync(TimeSpan.FromMinutes(20), ct)));
            using var host = builder.Build();
            await host.StartAsync();
            Assert.Equal(TimeSpan.FromMinutes(20), runtime.Time.Elapsed);
            await host.StopAsync();
        });
    }
}
