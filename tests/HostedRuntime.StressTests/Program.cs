using System.Diagnostics;
using System.Globalization;
using HostedRuntime.StressTests;
using HostedRuntime.StressTests.Soak;

// usage: [--minutes N] [--seed S] [--only MIX]
// Runs one random mix after the other, each on a runtime of its own, and prints the seed of each. If a mix makes no progress for a minute,
// it hangs: the live tasks are printed and the exit code is 1. A failed check throws and ends with exit code 1.
//
// usage: soak [--items N] [--seed S]
// Sends many items through a channel whose users are cancelled and aborted, then runs the same program on System.Threading.Channels.
//
// usage: select-soak [--items N] [--seed S]
// Reads many items from four channels by one select, whose waits are cancelled.
//
// usage: dashboard-soak [--tasks N]
// Spawns and ends many tasks beside a dashboard, without a page and then with one, and fails if the live heap grows.
if (args is ["dashboard-soak", ..])
    return await DashboardSoakCommand.RunAsync((int)Option("--tasks", 1_000_000));
if (args is ["select-soak", ..])
    return SelectSoakCommand.Run((int)Option("--items", 3_000_000), (int)Option("--seed", 1));
if (args is ["soak", ..])
    return SoakCommand.Run((int)Option("--items", 3_000_000), (int)Option("--seed", 1));

Console.WriteLine(StallFigure.Measure());
var minutes = Option("--minutes", 1);
var seed = (int)Option("--seed", Environment.TickCount & 0xFFFFFF);
var start = Stopwatch.GetTimestamp();
var rounds = 0;
using var watchdog = new Watchdog(TimeSpan.FromMinutes(1));

var only = Array.IndexOf(args, "--only") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(minutes))
{
    var mix = Mix.Choose(seed);
    if (only is not null && mix.GetType().Name != only)
    {
        seed++;
        continue;
    }

    Console.WriteLine($"{Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss} seed {seed}: {mix}");
    watchdog.Watch(mix);
    try
    {
        mix.Run();
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"FAILED, run again with --seed {seed}:{Environment.NewLine}{e}");
        return 1;
    }

    seed++;
    rounds++;
}

Console.WriteLine($"{rounds} mixes, none hung, no promise broken.");
return 0;

double Option(string name, double otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
