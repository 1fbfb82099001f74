using Census;
using Census.Hang;
using Census.Plugins;
using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serilog;
using Spectre.Console;

if (!CommandLine.TryParse(args, out var commandLine))
    return commandLine.ExitWithText();

try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
    {
        Args = [.. commandLine.Settings],
        // appsettings.json is next to the program, so the content root must not depend on the current directory.
        ContentRootPath = AppContext.BaseDirectory,
    });

    // The runtime has its own workers and blocking threads; the section "AsyncRuntime" has its options. It starts before every other
    // service and ends after all of them. The plugins are initialized, then set up, in this order. On Unix "kill -USR1 PID" prints what
    // each task waits for.
    builder.Services.AddAsyncRuntime()
        .DumpOnSignal()
        .AddPlugin<SkipListPlugin>()
        .AddPlugin<ReportPlugin>();

    builder.Services.AddOptions<CensusOptions>().BindConfiguration(CensusOptions.SectionName).Configure(commandLine.Apply).ValidateOnStart();
    builder.Services.AddSingleton<IValidateOptions<CensusOptions>, CensusOptionsValidator>();
    builder.Services.AddSingleton<FileCensus>();
    if (commandLine.Hang)
        builder.Services.AddHostedService<DeadlockService>();
    else
        builder.Services.AddHostedService<CensusService>();
    builder.Services.AddSingleton(AnsiConsole.Console);

    // The handler below explains a failed start in one message, so the log does not repeat it.
    builder.Services.AddSerilog(logger => logger.ReadFrom.Configuration(builder.Configuration).Filter.ByExcluding(StartFailure.IsToldBy));

    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (StartFailure.Explain(e) is { } message)
{
    Console.Error.WriteLine($"census: {message}");
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("census: interrupted before it began.");
    return ExitCodes.Interrupted;
}
