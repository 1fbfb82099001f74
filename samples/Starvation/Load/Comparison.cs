using System.Diagnostics;

namespace Starvation.Load;

/// <summary>All rounds of a run.</summary>
internal sealed record Comparison(DemonstrationOptions Options, IReadOnlyList<Round> Rounds)
{
    /// <summary>Runs the forms in turn, so that a drift of the machine's speed meets both.</summary>
    /// <param name="options">The settings of the load.</param>
    /// <param name="settings">The settings of the command line, which the services get too.</param>
    public static async Task<Comparison> RunAsync(DemonstrationOptions options, string[] settings)
    {
        var rounds = new List<Round>();
        for (var i = 1; i <= options.Load.Rounds; i++)
        {
            foreach (var form in Enum.GetValues<Form>())
            {
                Console.WriteLine($"round {i} of {options.Load.Rounds}: {form}");
                rounds.Add(await RunRoundAsync(form, options.Load, settings));
            }
        }

        return new Comparison(options, rounds);
    }

    private static async Task<Round> RunRoundAsync(Form form, LoadOptions load, string[] settings)
    {
        await using var dependency = await Dependency.StartAsync(load);
        using var service = await ServiceProcess.StartAsync(form, dependency.Address, settings);
        using var client = new HttpClient { BaseAddress = service.Address, Timeout = load.RequestTimeout };
        var stock = new RequestSource("stock", load.StockInterval, number => IsAnsweredAsync(() => client.GetAsync(new Uri($"stock/{number}", UriKind.Relative))));
        var orders = new RequestSource("orders", load.OrderInterval, number => IsAnsweredAsync(() => client.PostAsync(new Uri($"orders/{number}", UriKind.Relative), null)));
        await stock.WarmUpAsync(load.WarmUpRequests);
        await orders.WarmUpAsync(load.WarmUpRequests);

        var origin = Stopwatch.GetTimestamp() + (long)(load.WarmUp.TotalSeconds * Stopwatch.Frequency);
        using var counter = new ThreadCounter(service, origin);
        var end = load.Calm + load.Slow;
        var sending = Task.WhenAll(stock.RunAsync(origin, -load.WarmUp, end), orders.RunAsync(origin, -load.WarmUp, end));
        await Task.Delay(load.WarmUp + load.Calm);
        dependency.BecomeSlow();
        await sending;
        var threads = counter.Stop();
        // The service is stopped with requests in flight, as in a deployment; its web server lets them finish. A load balancer sends the
        // last ones before the stop, so they have the time to arrive. Else the web server would close their connections unread.
        await dependency.WaitForChargesAsync(orders.Sent, load.ArrivalTime);
        service.BeginStop();
        var (allStock, allOrders) = (await stock.AnswersAsync(), await orders.AnswersAsync());
        await service.WaitForEndAsync(load.StopTimeout);

        var accepted = allOrders.Where(static order => order.IsAnswered).Select(static order => order.Number);
        return new Round(form, Measured(allStock), Measured(allOrders), threads, Work.Of(accepted, dependency.Confirmed));
    }

    private static List<Sample> Measured(IEnumerable<Sample> samples) => [.. samples.Where(static sample => sample.At >= TimeSpan.Zero)];

    private static async Task<bool> IsAnsweredAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var response = await send();
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false; // counted as an error
        }
    }
}
