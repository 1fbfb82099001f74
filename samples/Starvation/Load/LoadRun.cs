using System.Diagnostics;
using Starvation.Service;

namespace Starvation.Load;

/// <summary>
/// Sends requests when they are due, whether or not earlier ones are answered, as many independent customers do. So a service that stops
/// answering gets no rest, and the time that a request waited to be sent is part of its latency.
/// </summary>
internal static class LoadRun
{
    private static readonly TimeSpan s_betweenReadings = TimeSpan.FromMilliseconds(500);

    public static async Task<Outcome> OfAsync(Form form, LoadPlan plan)
    {
        using var service = await ServiceProcess.StartAsync(form);
        var client = service.Client;
        await WarmUpAsync(client);
        await SetVendorAsync(client, plan.FastCall);

        var from = Stopwatch.GetTimestamp();
        var pings = SendAsync(from, plan, plan.PingsPerSecond, () => client.GetAsync(new Uri("/ping", UriKind.Relative)));
        var orders = SendAsync(from, plan, plan.OrdersPerSecond, () => client.PostAsync(new Uri("/orders", UriKind.Relative), null));
        var threads = WatchAsync(from, plan, service);
        await DelayUntilAsync(from, plan.Phase);
        await SetVendorAsync(client, plan.SlowCall);
        await DelayUntilAsync(from, 2 * plan.Phase);
        await SetVendorAsync(client, plan.FastCall);

        var readings = (Pings: await pings, Orders: await orders, Threads: await threads);
        var (promised, sent) = await service.StopAsync();
        return new Outcome(form, readings.Pings, readings.Orders, readings.Threads, promised, sent);
    }

    /// <summary>The first requests compile code, which is no part of the comparison.</summary>
    private static async Task WarmUpAsync(HttpClient client)
    {
        for (var i = 0; i < 20; i++)
        {
            (await client.GetAsync(new Uri("/ping", UriKind.Relative))).Dispose();
            (await client.PostAsync(new Uri("/orders", UriKind.Relative), null)).Dispose();
        }
    }

    private static async Task SetVendorAsync(HttpClient client, TimeSpan time)
        => (await client.PostAsync(new Uri($"/vendor/{(int)time.TotalMilliseconds}", UriKind.Relative), null)).Dispose();

    private static async Task<IReadOnlyList<Reading>> SendAsync(long from, LoadPlan plan, int perSecond, Func<Task<HttpResponseMessage>> send)
    {
        var sent = new List<Task<Reading>>();
        for (var due = TimeSpan.Zero; due < plan.Length; due += TimeSpan.FromSeconds(1) / perSecond)
        {
            await DelayUntilAsync(from, due);
            sent.Add(ReadAsync(from, due, send));
        }

        return await Task.WhenAll(sent);
    }

    private static async Task<Reading> ReadAsync(long from, TimeSpan due, Func<Task<HttpResponseMessage>> send)
    {
        var isAnswered = false;
        try
        {
            using var answer = await send();
            isAnswered = answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // A request that gets no answer is part of the result.
        }

        return new Reading(due, Stopwatch.GetElapsedTime(from) - due, isAnswered);
    }

    private static async Task<IReadOnlyList<(TimeSpan At, int Count)>> WatchAsync(long from, LoadPlan plan, ServiceProcess service)
    {
        var threads = new List<(TimeSpan, int)>();
        for (var due = TimeSpan.Zero; due < plan.Length; due += s_betweenReadings)
        {
            await DelayUntilAsync(from, due);
            threads.Add((due, service.Threads));
        }

        return threads;
    }

    private static Task DelayUntilAsync(long from, TimeSpan due)
    {
        var left = due - Stopwatch.GetElapsedTime(from);
        return left > TimeSpan.Zero ? Task.Delay(left) : Task.CompletedTask;
    }
}
