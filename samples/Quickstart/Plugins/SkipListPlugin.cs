using System.IO.Enumeration;
using HostedRuntime;
using Microsoft.Extensions.Configuration;

namespace Census.Plugins;

/// <summary>
/// The names that the census skips: the list <c>AsyncRuntime:Plugins:SkipList:Names</c>, checked before any service starts.
/// </summary>
internal sealed class SkipListPlugin : RuntimePlugin
{
    private const string Key = "Names";

    /// <summary>Names of files and directories, with * and ? as wildcards. Empty until the plugin is initialized.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
    {
        foreach (var unknown in context.Configuration.GetChildren().Where(static child => !child.Key.Equals(Key, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException($"{unknown.Path} is not an option; options: {Key}.");
        var names = context.Configuration.GetSection(Key);
        if (!string.IsNullOrEmpty(names.Value))
            throw new InvalidOperationException($"{names.Path} is '{names.Value}'; allowed: a list of names.");
        Names = [.. names.GetChildren().Select(Checked)];
        return Task.CompletedTask;
    }

    public bool Skips(ReadOnlySpan<char> name)
    {
        foreach (var pattern in Names)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
                return true;
        }

        return false;
    }

    private static string Checked(IConfigurationSection entry)
        => entry.Value is { Length: > 0 } name && !name.Contains(Path.DirectorySeparatorChar)
            ? name
            : throw new InvalidOperationException($"{entry.Path} is '{entry.Value}'; allowed: a name, not empty and without '{Path.DirectorySeparatorChar}'.");
}
