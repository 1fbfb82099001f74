using Census.Plugins;
using Census.Reports;
using HostedRuntime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Census;

/// <summary>Runs the census as a task of the runtime, reports the result, and then stops the host.</summary>
internal sealed class CensusService(
    IRuntime runtime,
    FileCensus census,
    ReportPlugin reports,
    IOptions<CensusOptions> options,
    IAnsiConsole console,
    IHostApplicationLifetime application,
    ILogger<CensusService> logger) : IHostedService
{
    private JoinHandle? _run;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Spawned only after the host has started. Otherwise a small census would stop a host that is still starting, which counts as a
        // failed start.
        application.ApplicationStarted.Register(() => _run = runtime.Spawn(RunAsync, new SpawnOptions { Name = "census" }));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_run is not null)
            (await _run.JoinAsync(cancellationToken)).ThrowIfFailed();
    }

    private async Task RunAsync()
    {
        try
        {
            var result = await CountAsync();
            logger.Counted(result.Totals.All.Files, result.Root, result.Elapsed);
            await runtime.SpawnBlocking(() => reports.Report.Write(result, runtime.CaptureSnapshot()), new SpawnOptions { Name = "report" });
            if (result.Left is not null)
                Environment.ExitCode = ExitCodes.Interrupted;
        }
        finally
        {
            application.StopApplication();
        }
    }

    /// <summary>
    /// Runs the count. Ctrl+C ends the count early and not the task, so that the files counted until then are still reported.
    /// </summary>
    private async Task<CensusResult> CountAsync()
    {
        if (options.Value.Json || !ProgressDisplay.Fits(console))
            return await census.RunAsync(application.ApplicationStopping);
        var display = runtime.Spawn(own => ProgressDisplay.ShowAsync(console, census, own), new SpawnOptions { Name = "display", StopBehavior = StopBehavior.Cancel });
        try
        {
            return await census.RunAsync(application.ApplicationStopping);
        }
        finally
        {
            // The display runs until it is aborted, and the report must not be written before the display has ended.
            display.Abort();
            var end = await display.JoinAsync();
            if (end.Status == JoinStatus.Faulted)
                logger.DisplayFailed(end.Exception);
        }
    }
}
