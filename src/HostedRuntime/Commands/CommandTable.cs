using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Configuration;

namespace HostedRuntime.Commands;

/// <summary>The commands of a host by name, and what to tell somebody who asks for one that is not there.</summary>
internal sealed class CommandTable(IEnumerable<Command> commands)
{
    private readonly Dictionary<string, Command> _byName = commands.ToDictionary(static command => command.Name.ToString(), CommandName.Comparer);

    public bool TryFind(string name, [NotNullWhen(true)] out Command? command) => _byName.TryGetValue(name, out command);

    public string WhyNotFound(string text)
    {
        if (!CommandName.TryParse(text, out var name))
            return $"'{text}' is not a command: {CommandName.Grammar}.";
        if (NearestKey.Find(text, _byName.Keys) is { } near)
            return $"There is no command '{text}'; did you mean '{near}'?";
        if (name.Plugin is not null && !Siblings(name).Any())
            return $"There is no command '{text}': plugin '{name.Plugin}' is not there or has no commands.";
        var there = string.Join(", ", Siblings(name).Select(static command => $"'{command.Name}'"));
        return $"There is no command '{text}'; commands{(name.Plugin is null ? "" : $" of plugin '{name.Plugin}'")}: {(there.Length == 0 ? "none" : there)}.";
    }

    /// <summary>The commands of the same plugin, or those of the application.</summary>
    private IEnumerable<Command> Siblings(CommandName name) => _byName.Values.Where(command => CommandName.Comparer.Equals(command.Name.Plugin, name.Plugin));
}
