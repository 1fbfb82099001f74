using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Endpoints;

/// <summary>The events of one page: a snapshot of its view, then what has changed.</summary>
/// <param name="views">Makes the views.</param>
/// <param name="clock">The clock of the feed.</param>
internal sealed class ViewStream(ViewBuilder views, TimeProvider clock)
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_reconnect = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Returns the events. The next one is made when the page has taken the last one, out of the newest frame. So a slow page misses states
    /// in between, and nothing waits for it in memory.
    /// </summary>
    /// <param name="viewer">The page. The caller disposes it.</param>
    /// <param name="query">The view and its filters.</param>
    /// <param name="stopping">Ends the events.</param>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync(Viewer viewer, ViewQuery query, [EnumeratorCancellation] CancellationToken stopping)
    {
        var encoder = new DeltaEncoder();
        var shown = views.Build(viewer.Current(), query);
        encoder.Next(shown);
        yield return Event("snapshot", shown.Seq, EventJson.Snapshot(shown), s_reconnect);
        while (await NextAsync(viewer, shown.Seq, stopping) is var frame && !stopping.IsCancellationRequested)
        {
            var state = frame is null ? shown : views.Build(frame, query);
            var delta = encoder.Next(state);
            var isNew = !delta.IsEmpty || state.LeftOut != shown.LeftOut || state.Meta != shown.Meta || !state.Runtimes.SequenceEqual(shown.Runtimes);
            shown = state;
            // A page adds the time of the newest event to the ages of its rows. So they grow each second, also while nothing else changes.
            yield return isNew
                ? Event("delta", state.Seq, EventJson.Delta(state, delta))
                : Event("heartbeat", state.Seq, EventJson.Heartbeat(state.Seq, clock.GetUtcNow()));
        }
    }

    private static SseItem<string> Event(string type, long seq, string data, TimeSpan? reconnect = null)
        => new(data, type) { EventId = seq.ToString(CultureInfo.InvariantCulture), ReconnectionInterval = reconnect };

    /// <summary>Returns the next frame; null if none came in the time of a heartbeat, or the stream ends.</summary>
    private async Task<Frame?> NextAsync(Viewer viewer, long seq, CancellationToken stopping)
    {
        try
        {
            return await viewer.NextAsync(seq, stopping).WaitAsync(s_heartbeat, clock, stopping);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }
}
