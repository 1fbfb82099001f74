using OpenTelemetry;
using OrderService.Faults;
using OrderService.Shop;

namespace OrderService;

/// <summary>A small shop whose faults can be switched on at the address that it prints, while its dashboard is open next to it.</summary>
public static class OrderApplication
{
    /// <summary>Makes the application.</summary>
    /// <param name="args">The arguments of the command line.</param>
    /// <param name="configure">Changes the builder last, such as a test that brings its own clock. Null changes nothing.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddOptions<ShopOptions>().BindConfiguration("Shop");
        builder.Services.AddSingleton<OrderBook>();
        builder.Services.AddSingleton<FaultBoard>();
        builder.Services.AddHostedService<ShopFloor>();
        // The plugins start as slowly as if they asked another service, whose time is not the runtime's.
        builder.Services.AddAsyncRuntime()
            .AddPlugin("catalog", static plugin => plugin.Initialize(static (_, ct) => Task.Delay(TimeSpan.FromMilliseconds(120), TimeProvider.System, ct)))
            .AddPlugin("prices", static plugin => plugin
                .DependsOn("catalog")
                .Initialize(static (_, ct) => Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, ct)))
            .AddCommand("place-order", static (string article, OrderBook book, CancellationToken ct) => book.PlaceAsync(article, ct));
        builder.Services.AddAsyncRuntime("reports", static options => options.WorkerThreads = 1);
        builder.Services.AddRuntimeDashboard(static options => options.Title = "Order service");
        // Aspire and other collectors name their address by this variable.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
        {
            builder.Services.AddOpenTelemetry()
                .WithMetrics(static metrics => metrics.AddAsyncRuntimeInstrumentation())
                .WithTracing(static tracing => tracing.AddAsyncRuntimeInstrumentation().AddSource("Microsoft.AspNetCore"))
                .UseOtlpExporter();
        }

        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapRuntimeDashboard("/runtime").UseBrowserToken();
        app.MapPost("/faults/{name}", static (string name, FaultBoard board) => board.TrySwitchOn(name) ? Results.Redirect($"/#{name}") : Results.NotFound());
        app.MapPost("/orders/{article}", static (string article, ICommandInvoker commands, CancellationToken ct) => commands.InvokeAsync<int>("place-order", article, ct));
        return app;
    }
}
