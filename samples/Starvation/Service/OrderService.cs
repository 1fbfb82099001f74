using System.Globalization;
using HostedRuntime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Starvation.Service;

/// <summary>Takes orders: each is a call of a vendor and the promise of a mail. A ping does nothing, as a health check.</summary>
internal static class OrderService
{
    /// <summary>Begins the line with the address.</summary>
    public const string Address = "listening on ";

    /// <summary>Begins the line with the mails that were promised and sent, when the process ends.</summary>
    public const string Mails = "mails ";

    public static async Task RunAsync(Form form)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton<Vendor>().AddSingleton<Mailbox>();
        if (form == Form.Runtimes)
        {
            builder.Services.AddAsyncRuntime();
            // As many calls at a time as this, and the others wait in its queue, where they keep no thread.
            builder.Services.AddAsyncRuntime("vendor", static options => (options.WorkerThreads, options.MaxBlockingThreads) = (1, 64));
        }

        var app = builder.Build();
        app.MapGet("/ping", static () => "pong");
        app.MapPost("/vendor/{milliseconds:int}", static (int milliseconds, Vendor vendor) => vendor.CallTime = TimeSpan.FromMilliseconds(milliseconds));
        app.MapPost("/stop", static (IHostApplicationLifetime application) => application.StopApplication());
        if (form == Form.Runtimes)
            app.MapPost("/orders", OrderOnRuntimesAsync);
        else
            app.MapPost("/orders", OrderOnThreadPool);

        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        Console.WriteLine(Address + app.Urls.First());
        var mailbox = app.Services.GetRequiredService<Mailbox>();
        await app.WaitForShutdownAsync();
        await app.DisposeAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mails}{mailbox.Promised} {mailbox.Sent}"));
    }

    private static IResult OrderOnThreadPool(Vendor vendor, Mailbox mailbox)
    {
        vendor.Reserve();
        mailbox.Promise();
        _ = mailbox.SendAsync(CancellationToken.None);
        return Results.Ok();
    }

    private static async Task<IResult> OrderOnRuntimesAsync(Vendor vendor, Mailbox mailbox, IRuntimeHandle runtime, [FromKeyedServices("vendor")] IRuntimeHandle calls)
    {
        await calls.SpawnBlocking(vendor.Reserve);
        mailbox.Promise();
        _ = runtime.Spawn(mailbox.SendAsync, new SpawnOptions { Name = "mail", Detach = true });
        return Results.Ok();
    }
}
