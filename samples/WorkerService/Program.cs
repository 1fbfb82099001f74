using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WorkerService;

// Runs blocking SDK calls on a runtime of their own, then on the ThreadPool. Meanwhile, the ThreadPool handles requests.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddAsyncRuntime("sdk");
builder.Services.AddOptions<LoadOptions>().BindConfiguration("Load");
builder.Services.AddSingleton<RequestMeter>();
builder.Services.AddHostedService<Comparison>();
await builder.Build().RunAsync();
