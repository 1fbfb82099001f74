using System.Text;
using HostedRuntime.Dashboard.Wire;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.Endpoints;

/// <summary>Writes answers that are no page and no stream.</summary>
internal static class Answers
{
    public static Task ErrorAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, JsonText.Object(json => json.WriteString("error", text)));
    }

    public static Task JsonAsync(HttpContext context, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
