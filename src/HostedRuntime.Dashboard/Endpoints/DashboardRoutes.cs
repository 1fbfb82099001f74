using System.Globalization;
using System.Reflection;
using HostedRuntime.Dashboard.Access;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;
using HostedRuntime.Dashboard.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Dashboard.Endpoints;

/// <summary>The routes of the dashboard. Every route is added by <see cref="Map"/>, so each is behind the rules of access.</summary>
internal sealed class DashboardRoutes(
    AccessGate gate, BrowserToken token, DashboardFeed feed, ViewBuilder views, TimeProvider clock, IHostApplicationLifetime lifetime, IOptions<RuntimeDashboardOptions> options)
{
    public void MapAll(RouteGroupBuilder group)
    {
        Map(group, "/", "GET", RouteKind.Read, SendIndexAsync);
        Map(group, "/assets/{**file}", "GET", RouteKind.Read, static context => Assets.Embedded.Value.SendAsync(context, RouteText(context, "file")));
        Map(group, "/session", "GET", RouteKind.Read, SendSessionAsync);
        Map(group, "/stream", "GET", RouteKind.Read, SendStreamAsync);
        Map(group, "/tasks/{runtime}/{id:long}", "GET", RouteKind.Read, SendTaskAsync);
        Map(group, "/tasks/{runtime}/{id:long}/abort", "POST", RouteKind.Action, AbortAsync);
        Map(group, "/resources/{id:long}", "GET", RouteKind.Read, SendResourceAsync);
        Map(group, "/login", "GET", RouteKind.Login, LogInAsync);
    }

    private void Map(RouteGroupBuilder group, string pattern, string method, RouteKind kind, RequestDelegate handler)
        => group.MapMethods(pattern, [method], AccessGate.Guard(gate, handler)).WithMetadata(new DashboardRoute(kind));

    private static string RouteText(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    private static long RouteId(HttpContext context) => long.Parse(RouteText(context, "id"), CultureInfo.InvariantCulture);

    private static Task SendIndexAsync(HttpContext context)
    {
        // The addresses in the pages are relative, so the address of the page has to end in a slash.
        var path = context.Request.PathBase + context.Request.Path;
        if (path.Value is { Length: > 0 } text && !text.EndsWith('/'))
        {
            context.Response.Redirect(Uri.EscapeDataString(text[(text.LastIndexOf('/') + 1)..]) + "/" + context.Request.QueryString);
            return Task.CompletedTask;
        }

        return Assets.Embedded.Value.SendAsync(context, "index.html");
    }

    private Task LogInAsync(HttpContext context)
    {
        if (!token.IsToken(context.Request.Query["t"]))
            return Answers.ErrorAsync(context, StatusCodes.Status401Unauthorized, "This is not the token of the running program. Its log has the present one.");
        token.SetCookie(context);
        context.Response.Redirect("./");
        return Task.CompletedTask;
    }

    private Task SendSessionAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()!.Metadata;
        var isKnownCaller = metadata.GetMetadata<AnonymousAccess>() is null;
        return Answers.JsonAsync(context, JsonText.Object(json =>
        {
            json.WriteBoolean("actions", options.Value.EnableActions && isKnownCaller);
            json.WriteString("version", typeof(DashboardRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "");
            json.Text("title", options.Value.Title);
        }));
    }

    private async Task SendStreamAsync(HttpContext context)
    {
        var query = ViewQuery.Of(context.Request.Query);
        if (!ViewBuilder.Names.Contains(query.View))
        {
            await Answers.ErrorAsync(context, StatusCodes.Status400BadRequest, $"There is no such view. The views: {string.Join(", ", ViewBuilder.Names)}.");
            return;
        }

        using var viewer = feed.TryJoin(ViewBuilder.NeedsOf(query), query.Stream);
        if (viewer is null)
        {
            context.Response.Headers.RetryAfter = "10";
            await Answers.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, $"{DashboardFeed.MostViewers} pages are open already, which is the most. Close one of them.");
            return;
        }

        // Without it some proxies, such as nginx, keep events back until they have a whole block of them.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // The server waits at its end for open requests, and a page would stay for days.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, viewer.Replaced);
        // Its place is free at once, also while its view is being made or the browser does not take what is written.
        await using var leaving = ending.Token.UnsafeRegister(static page => ((Viewer)page!).Dispose(), viewer);
        await TypedResults.ServerSentEvents(new ViewStream(views, clock).EventsAsync(viewer, query, ending.Token)).ExecuteAsync(context);
    }

    private Task SendTaskAsync(HttpContext context)
        => TaskDetail.Of(feed.Current(ViewerNeeds.Stacks), RouteText(context, "runtime"), RouteId(context)) is { } task
            ? Answers.JsonAsync(context, task)
            : Answers.ErrorAsync(context, StatusCodes.Status404NotFound, "The task has ended, or was never there.");

    private Task SendResourceAsync(HttpContext context)
        => ResourceDetail.Of(feed.Current(ViewerNeeds.None), RouteId(context)) is { } resource
            ? Answers.JsonAsync(context, resource)
            : Answers.ErrorAsync(context, StatusCodes.Status404NotFound, "The resource has no name and no task waits in it, or it is gone.");

    private Task AbortAsync(HttpContext context)
    {
        var name = RouteText(context, "runtime");
        var isAborted = feed.Runtimes.FirstOrDefault(runtime => runtime.Name == name)?.TryAbort(RouteId(context)) == true;
        if (!isAborted)
            return Answers.ErrorAsync(context, StatusCodes.Status404NotFound, "The task has ended, or was never there.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
