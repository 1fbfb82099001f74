using System.Diagnostics;
using System.Globalization;
using System.Net;
using HostedRuntime.Benchmarks.SideBySide;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures what the dashboard costs the tasks of its runtime: without a page, and with one page that shows the overview. The page is in
/// this process, so its reading counts too. All spans are of one runtime. Each measured span stands between two spans without a dashboard,
/// and its time is compared with their mean, so a machine that slows down does not count. One kind of span has no dashboard either: its
/// times to its neighbours show what the machine does to the figures.
/// </summary>
internal static class DashboardCost
{
    private const int Rounds = 20;

    /// <summary>
    /// The period of the dashboard, so that each span has one reading of the counters or one snapshot. Short, so that what else the machine
    /// does changes little between neighbours.
    /// </summary>
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(1);

    private static readonly string[] s_rows = ["spawn_many_from_worker", "spawn_many_remote_idle", "spawn_join_each"];

    public static async Task RunAsync(string? row)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var clock = new PausableClock();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddAsyncRuntime(static options => options.WorkerThreads = ThisProgram.Workers);
        builder.Services.AddRuntimeDashboard();
        await using var application = builder.Build();
        application.MapRuntimeDashboard("/runtime").AllowAnonymousToSeeEverything();
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var runtime = application.Services.GetRequiredService<IRuntime>();
        Console.WriteLine($"ns an operation without a dashboard; then times to the neighbours: median, middle half and [range] of {Rounds} spans of {s_span.TotalSeconds} s");
        foreach (var workload in Workloads.All.Where(workload => row is null ? s_rows.Contains(workload.Name) : workload.Name == row))
            Compare(workload, runtime, clock, new Uri($"{address}/runtime/stream?view=overview"));
    }

    private static void Compare(Workload workload, IRuntime runtime, PausableClock clock, Uri stream)
    {
        TimeOf(workload, runtime);
        var (plain, control, unwatched, watched) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        clock.IsPaused = true;
        var before = TimeOf(workload, runtime);
        for (var round = 0; round < Rounds; round++)
        {
            Add(control, () => TimeOf(workload, runtime));
            Add(unwatched, () => Running(() => TimeOf(workload, runtime)));
            Add(watched, () => Running(() =>
            {
                using var page = new Page(stream);
                return TimeOf(workload, runtime);
            }));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Name}: {Text(plain, "0.0")} ns; no dashboard {Text(control, "0.000")}; no page {Text(unwatched, "0.000")}; one page {Text(watched, "0.000")}"));

        void Add(List<double> times, Func<double> measure)
        {
            var time = measure();
            var after = TimeOf(workload, runtime);
            plain.Add(after);
            times.Add(time / ((before + after) / 2));
            before = after;
        }

        double Running(Func<double> measure)
        {
            clock.IsPaused = false;
            var time = measure();
            clock.IsPaused = true;
            return time;
        }
    }

    private static double TimeOf(Workload workload, IRuntime runtime)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        for (; Stopwatch.GetElapsedTime(start) < s_span; runs++)
            workload.Runtime(runtime);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / runs / workload.Operations;
    }

    private static string Text(List<double> values, string format)
    {
        values.Sort();
        var last = values.Count - 1;
        return $"{At(last / 2)} {At(last / 4)}-{At(last * 3 / 4)} [{At(0)}-{At(last)}]";

        string At(int index) => values[index].ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A page that reads its stream and throws it away.</summary>
    private sealed class Page : IDisposable
    {
        private readonly HttpClient _client = new();
        private readonly CancellationTokenSource _end = new();
        private readonly Task _reading;

        public Page(Uri stream)
        {
            using var opened = new ManualResetEventSlim();
            _reading = ReadAsync(stream, opened);
            opened.Wait();
        }

        public void Dispose()
        {
            _end.Cancel();
            _reading.Wait();
            _client.Dispose();
            _end.Dispose();
        }

        private async Task ReadAsync(Uri address, ManualResetEventSlim opened)
        {
            try
            {
                using var answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, _end.Token);
                answer.EnsureSuccessStatusCode();
                await using var stream = await answer.Content.ReadAsStreamAsync(_end.Token);
                opened.Set();
                var buffer = new byte[64 * 1024];
                while (await stream.ReadAsync(buffer, _end.Token) > 0)
                {
                }
            }
            catch (OperationCanceledException)
            {
                opened.Set();
            }
        }
    }

    /// <summary>The clock of the machine, whose timers do nothing while it is paused. Only the dashboard has timers here.</summary>
    private sealed class PausableClock : TimeProvider
    {
        public volatile bool IsPaused;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(
            own =>
            {
                if (!IsPaused)
                    callback(own);
            },
            state,
            dueTime,
            period);
    }
}
