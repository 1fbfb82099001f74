using Spectre.Console;

namespace HostedRuntime.Tool.Commands;

/// <summary>The key q, which ends a command that goes on until it is told to end.</summary>
internal static class StopKey
{
    // Fast enough for a person. The console has no call that waits for a key and a token.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Cancels the source when q is pressed. Ends when the source is cancelled, or at once if there is no keyboard.</summary>
    public static async Task WatchAsync(IAnsiConsole console, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                while (console.Input.IsKeyAvailable())
                {
                    if (console.Input.ReadKey(intercept: true) is { Key: ConsoleKey.Q })
                        await stop.CancelAsync();
                }
            }
            catch (InvalidOperationException)
            {
                // Input is redirected.
                return;
            }

            await Task.Delay(s_interval, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
