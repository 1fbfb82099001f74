using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>Stands between the browser and the streams of the dashboard, and does to them what networks do.</summary>
internal sealed class StreamGate : IStartupFilter
{
    private readonly ConcurrentDictionary<HttpContext, bool> _open = [];
    private int _held;

    /// <summary>True if new streams get no answer, as behind a proxy that has lost its other side.</summary>
    public volatile bool IsHolding;

    /// <summary>The number of streams that got no answer.</summary>
    public int Held => Volatile.Read(ref _held);

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
        if (context.Request.Path.Value?.EndsWith("/stream", StringComparison.Ordinal) != true)
        {
            await next(context);
            return;
        }

        if (IsHolding)
        {
            Interlocked.Increment(ref _held);
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
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
