#if (web)
using HostedRuntime;
using HostedRuntimeApp;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddApplication();
builder.Services.AddRuntimeDashboard();

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapRuntimeDashboard("/runtime").UseBrowserToken();   // the log has the address, with its token
app.MapPost("/jobs/{name}", async (string name, ICommandInvoker commands, CancellationToken ct) => await commands.InvokeAsync<int>("add-job", name, ct));
await app.RunAsync();
#else
using HostedRuntimeApp;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddApplication();
await builder.Build().RunAsync();
#endif
