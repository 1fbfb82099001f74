using OpenTelemetry;
using OrderService.Faults;
using OrderService.Shop;

// A small shop whose faults can be switched on at the address that it prints, while its dashboard is open next to it.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddOptions<ShopOptions>().BindConfiguration("Shop");
builder.Services.AddSingleton<OrderBook>();
builder.Services.AddSingleton<FaultBoard>();
builder.Services.AddHostedService<ShopFloor>();
builder.Services.AddAsyncRuntime()
    .AddPlugin("catalog", static plugin => plugin.Initialize(static (_, ct) => AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(120), ct).AsTask()))
    .AddPlugin("prices", static plugin => plugin
        .DependsOn("catalog")
        .Initialize(static (_, ct) => AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(60), ct).AsTask()))
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

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapRuntimeDashboard("/runtime").UseBrowserToken();
app.MapPost("/faults/{name}", static (string name, FaultBoard board) => board.TrySwitchOn(name) ? Results.Redirect("/") : Results.NotFound());
app.MapPost("/orders/{article}", static (string article, ICommandInvoker commands, CancellationToken ct) => commands.InvokeAsync<int>("place-order", article, ct));
await app.RunAsync();
