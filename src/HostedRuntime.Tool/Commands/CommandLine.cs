using HostedRuntime.Tool.Attaching;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

/// <summary>The commands of the tool, and how their errors end.</summary>
internal static class CommandLine
{
    private const int ExitCodeOfErrors = 1;

    /// <summary>Creates the tool.</summary>
    /// <param name="console">Where the commands write.</param>
    /// <param name="errors">Where the one line about an error goes.</param>
    public static CommandApp Create(IAnsiConsole console, TextWriter errors)
    {
        var app = new CommandApp();
        app.Configure(configuration => Configure(configuration, console, errors));
        return app;
    }

    public static void Configure(IConfigurator configuration, IAnsiConsole console, TextWriter errors)
    {
        configuration.SetApplicationName("hostedruntime");
        configuration.SetApplicationVersion(typeof(CommandLine).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "");
        configuration.ConfigureConsole(console);
        configuration.SetExceptionHandler((error, _) => Report(error, errors));
        configuration.AddCommand<PsCommand>("ps").WithDescription("Lists the processes that have a runtime.");
        configuration.AddCommand<DumpCommand>("dump").WithDescription("Prints the tasks of a process: where they wait, for what, and since when.").WithExample("dump", "4711");
        configuration.AddCommand<TopCommand>("top").WithDescription("Shows the workers and the busiest and longest waiting tasks of a process. Ends by q or Ctrl+C.").WithExample("top", "4711");
        configuration.AddCommand<WatchCommand>("watch").WithDescription("Prints new deadlocks, lints and stalls of a process. Ends by Ctrl+C.").WithExample("watch", "4711");
    }

    private static int Report(Exception error, TextWriter errors)
    {
        // The end that Ctrl+C asks for is no error.
        if (error is OperationCanceledException)
            return 0;
        errors.WriteLine(error is AttachException or CommandAppException ? error.Message : error.ToString());
        return ExitCodeOfErrors;
    }
}
