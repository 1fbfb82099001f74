using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Configuration;

namespace HostedRuntime.Commands;

/// <summary>The commands of a host by name, and the message for a name that does not exist.</summary>
internal sealed class CommandTable
{
    // Longer than any name that a person gives. Picked by hand.
    private const int LongestEcho = 128;

    private readonly Command[] _all;
    private readonly Dictionary<string, Command> _byName;
    private readonly Dictionary<Command, CommandCounts> _counts;

    public CommandTable(IEnumerable<Command> commands)
    {
        Command[] all = [.. commands];
        _all = all;
        _byName = all.ToDictionary(static command => command.Name.ToString(), CommandName.Comparer);
        _counts = all.ToDictionary(static command => command, static _ => new CommandCounts());
        Commands = Array.AsReadOnly(Array.ConvertAll(all, static command => command.Info));
    }

    /// <summary>All commands, in the order of adding.</summary>
    public IReadOnlyList<CommandInfo> Commands { get; }

    /// <summary>Returns the counts of all commands, in the order of adding.</summary>
    public IReadOnlyList<CommandMetrics> ReadMetrics() => Array.ConvertAll(_all, command => _counts[command].Read(command));

    public CommandCounts CountsOf(Command command) => _counts[command];

    public bool TryFind(string name, [NotNullWhen(true)] out Command? command) => _byName.TryGetValue(name, out command);

    public string WhyNotFound(string text)
    {
        // A name may come from outside, so a long one is not repeated whole.
        var asked = Shortened(text);
        if (!CommandName.TryParse(text, out var name))
            return $"'{asked}' is not a command: {CommandName.Grammar}.";
        if (NearestKey.Find(text, _byName.Keys) is { } near)
            return $"There is no command '{asked}'; did you mean '{near}'?";
        if (name.Plugin is not null && !Siblings(name).Any())
            return $"There is no command '{asked}': plugin '{Shortened(name.Plugin)}' is not there or has no commands.";
        var there = string.Join(", ", Siblings(name).Select(static command => $"'{command.Name}'"));
        return $"There is no command '{asked}'; commands{(name.Plugin is null ? "" : $" of plugin '{name.Plugin}'")}: {(there.Length == 0 ? "none" : there)}.";
    }

    private static string Shortened(string text) => text.Length <= LongestEcho ? text : $"{text.AsSpan(0, LongestEcho)}... ({text.Length} characters)";

    /// <summary>The commands of the same plugin, or those of the application.</summary>
    private IEnumerable<Command> Siblings(CommandName name) => _byName.Values.Where(command => CommandName.Comparer.Equals(command.Name.Plugin, name.Plugin));
}
