using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>Stands between the browser and the dashboard, and does to its requests what networks do.</summary>
internal sealed class StreamGate : IStartupFilter
{
    private readonly ConcurrentDictionary<HttpContext, bool> _open = [];
    private int _held;
    private int _refusals;

    /// <summary>
    /// A part of the path of those new requests that get no answer, as behind a proxy that has lost its other side. Null for none.
    /// </summary>
    public volatile string? Holding;

    /// <summary>The number of requests that got no answer.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Refuses the next stream, as a proxy does whose other side is away.</summary>
    public void RefuseNext() => Interlocked.Increment(ref _refusals);

    /// <summary>Breaks the connections of all open streams.</summary>
    public void Cut()
    {
        foreach (var context in _open.Keys)
            context.Abort();
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(PassAsync);
        next(application);
    };

    private async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        var isStream = path.EndsWith("/stream", StringComparison.Ordinal);
        if (isStream && Interlocked.Exchange(ref _refusals, 0) > 0)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }

        if (Holding is { } part && path.Contains(part, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _held);
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return;
        }

        if (!isStream)
        {
            await next(context);
            return;
        }

        _open[context] = true;
        try
        {
            await next(context);
        }
        finally
        {
            _open.TryRemove(context, out _);
        }
    }
}
