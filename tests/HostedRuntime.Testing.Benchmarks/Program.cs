using HostedRuntime.Testing.Benchmarks;

// The figures of the testing kit. Each command prints its table; without one, all of them.
var commands = new (string Name, Action<int> Run, int Default)[]
{
    ("find", FindCommand.Run, 100),
    ("counts", CountsCommand.Run, 100),
    ("twins", TwinCommand.Run, 100_000),
    ("replay", ReplayCommand.Run, 1_000),
    ("minimize", MinimizeCommand.Run, 50),
    ("speed", SpeedCommand.Run, 20_000),
    ("exhaustive", ExhaustiveCommand.Run, 1_000_000),
    ("memory", MemoryCommand.Run, 100_000),
    ("hour", HourCommand.Run, 20),
};
if (args.Length > 0 && args[0] == "replay-file")
    return ReplayCommand.RunFile(args[1]);
var chosen = commands.Where(command => args.Length == 0 || command.Name == args[0]).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"'{args[0]}' is no command. Commands: {string.Join(", ", commands.Select(static command => command.Name))}; each takes a number.");
    return 1;
}

foreach (var (name, run, byDefault) in chosen)
{
    Console.WriteLine($"== {name}");
    run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : byDefault);
}

return 0;
