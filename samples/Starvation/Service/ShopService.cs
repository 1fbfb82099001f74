using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Starvation.OnRuntimes;
using Starvation.Plain;

namespace Starvation.Service;

/// <summary>The web service: the parts that both forms share.</summary>
internal static class ShopService
{
    /// <summary>Serves until the standard input ends, then stops in order.</summary>
    /// <param name="args">The form, then the settings.</param>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args[1..], ContentRootPath = AppContext.BaseDirectory });
        // The standard output has only the address.
        builder.Logging.ClearProviders().AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddOptions<ServiceOptions>().BindConfiguration("Service");
        builder.Services.AddSingleton(static services => new HttpClient { BaseAddress = services.GetRequiredService<IOptions<ServiceOptions>>().Value.Dependency });
        builder.Services.AddSingleton<VendorClient>();
        builder.Services.AddSingleton<MailClient>();
        if (Enum.Parse<Form>(args[0]) == Form.Plain)
            builder.Services.AddPlainForm();
        else
            builder.Services.AddFormOnRuntimes();

        await using var app = builder.Build();
        app.MapGet("/stock/{article:int}", static (int article) => article % 100);
        app.MapPost("/orders/{id:int}", static async (int id, IPayments payments, IConfirmations confirmations, CancellationToken ct) =>
        {
            await payments.ChargeAsync(id);
            await confirmations.AddAsync(id, ct);
            return Results.Accepted();
        });

        if (app.Services.GetRequiredService<IOptions<ServiceOptions>>().Value.MinThreads is > 0 and var threads)
            ThreadPool.SetMinThreads(threads, threads);
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        StopAtEndOfInput(app.Lifetime);
        await app.WaitForShutdownAsync();
    }

    /// <summary>Reads on a thread of its own, so that a ThreadPool without a free thread does not delay the stop.</summary>
    private static void StopAtEndOfInput(IHostApplicationLifetime application)
        => new Thread(() =>
        {
            Console.In.ReadToEnd();
            application.StopApplication();
        })
        { IsBackground = true, Name = "stop" }.Start();
}
