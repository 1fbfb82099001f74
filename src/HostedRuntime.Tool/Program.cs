using System.Runtime.InteropServices;
using System.Text;
using HostedRuntime.Tool.Commands;
using Spectre.Console;

namespace HostedRuntime.Tool;

internal static class Program
{
    /// <summary>The columns of redirected output, where no window gives a width. A row of a table should stay on one line.</summary>
    private const int RedirectedColumns = 200;

    private static async Task<int> Main(string[] arguments)
    {
        if (Console.IsOutputRedirected)
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            AnsiConsole.Profile.Width = RedirectedColumns;
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        return await CommandLine.Create(AnsiConsole.Console, Console.Error).RunAsync(arguments, stop.Token);

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
