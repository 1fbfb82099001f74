using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace HostedRuntime.Dashboard.Tests;

/// <summary>A page that reads a stream, as the browser does.</summary>
internal sealed class PageStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private PageStream(HttpResponseMessage answer, Stream body)
    {
        _answer = answer;
        _events = SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
    }

    public static async Task<PageStream> OpenAsync(DashboardHost host, string query, params (string Name, string Value)[] headers)
    {
        var answer = await host.SendAsync($"/stream?{query}", "GET", headers);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        return new PageStream(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits for the next event.</summary>
    public async Task<(string Type, string? Id, JsonElement Data)> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync(), "The stream has ended.");
        return (_events.Current.EventType, _events.Current.EventId, JsonDocument.Parse(_events.Current.Data).RootElement);
    }

    /// <summary>Returns whether the stream has ended.</summary>
    public async Task<bool> HasEndedAsync() => !await _events.MoveNextAsync();

    public ValueTask DisposeAsync()
    {
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
