namespace HostedRuntime.PackageTests.NewProjects;

/// <summary>A project that <c>dotnet new</c> makes, with packages of this repository.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Template">The template of .NET.</param>
/// <param name="Program">Its <c>Program.cs</c>, which ends by itself.</param>
/// <param name="Packages">The arguments of <c>dotnet add package</c>.</param>
internal sealed record NewProject(string Name, string Template, string Program, params string[] Packages)
{
    public static IReadOnlyList<NewProject> All { get; } =
    [
        new(
            "Terminal",
            "console",
            """
            using HostedRuntime;

            await using var runtime = AsyncRuntime.Create(name: "console");
            Console.WriteLine(await runtime.Spawn(async () =>
            {
                await Task.Yield();
                return "ran on " + CurrentTask.Runtime!.Name;
            }));
            """,
            "HostedRuntime.Core"),
        new(
            "Service",
            "console",
            """
            using HostedRuntime;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Hosting;

            var builder = Host.CreateApplicationBuilder(args);
            builder.Services.AddAsyncRuntime();
            builder.Services.AddOpenTelemetry()
                .WithMetrics(metrics => metrics.AddAsyncRuntimeInstrumentation())
                .WithTracing(tracing => tracing.AddAsyncRuntimeInstrumentation());
            builder.Services.AddHostedService<Once>();
            await builder.Build().RunAsync();

            sealed class Once(IRuntimeHandle runtime, IHostApplicationLifetime application) : BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stoppingToken)
                {
                    Console.WriteLine(await runtime.SpawnBlocking(() => "ran on " + CurrentTask.Runtime!.Name));
                    application.StopApplication();
                }
            }
            """,
            "HostedRuntime",
            "HostedRuntime.OpenTelemetry",
            "Microsoft.Extensions.Hosting",
            "OpenTelemetry.Extensions.Hosting"),
        new(
            "Background",
            "worker",
            """
            using HostedRuntime;

            var builder = Host.CreateApplicationBuilder(args);
            builder.Services.AddAsyncRuntime();
            builder.Services.AddHostedService<Background.Worker>();
            using var host = builder.Build();
            await host.StartAsync();
            Console.WriteLine(await host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => "ran on " + CurrentTask.Runtime!.Name));
            await host.StopAsync();
            """,
            "HostedRuntime"),
        new(
            "Web",
            "web",
            """
            using HostedRuntime;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddAsyncRuntime();
            builder.Services.AddRuntimeDashboard();
            var app = builder.Build();
            app.MapRuntimeDashboard("/runtime").UseBrowserToken();
            app.MapGet("/", (IRuntimeHandle runtime) => runtime.Spawn(() => "ran on " + CurrentTask.Runtime!.Name).AsTask());
            app.Urls.Add("http://127.0.0.1:0");
            await app.StartAsync();
            using var client = new HttpClient();
            Console.WriteLine(await client.GetStringAsync(app.Urls.First()));
            await app.StopAsync();
            """,
            "HostedRuntime",
            "HostedRuntime.Dashboard"),
        new(
            "Tests",
            "console",
            """
            using HostedRuntime;
            using Xunit;

            public sealed class SpawnTests
            {
                [Fact]
                public async Task Spawn_OfBody_RunsOnRuntime()
                {
                    await using var runtime = AsyncRuntime.Create(name: "test");
                    Assert.Equal("test", await runtime.Spawn(() => CurrentTask.Runtime!.Name));
                }
            }
            """,
            "HostedRuntime.Core",
            "xunit.v3.mtp-v2")
        {
            Properties = new Dictionary<string, string> { ["UseMicrosoftTestingPlatformRunner"] = "true" },
        },
    ];

    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
