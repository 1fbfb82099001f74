using HostedRuntime.Configuration;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;

namespace HostedRuntime.Plugins;

/// <summary>Finds sections of plugins that a runtime does not have. Such a section is usually a typing error.</summary>
internal sealed class StrayPluginSections(RuntimeRegistry runtimes, IConfiguration configuration)
{
    /// <summary>Returns a sentence for each section that has none of the names, which include those of plugins from files.</summary>
    public IEnumerable<string> Of(string runtime, IReadOnlyList<string> names)
    {
        foreach (var child in configuration.GetSection(RuntimeName.SectionOf(runtime)).GetSection(RuntimeName.PluginsKey).GetChildren())
        {
            if (!names.Contains(child.Key, PluginName.Comparer))
                yield return $"{child.Path} is of no plugin that was added; {Instead(child.Key, runtime, names)}";
        }
    }

    private string Instead(string key, string runtime, IReadOnlyList<string> names)
    {
        foreach (var other in runtimes.Names)
        {
            if (other != runtime && PluginNames.KnownOf(runtimes.AdditionsTo(other)) is { } theirs && theirs.Contains(key, PluginName.Comparer))
                return $"'{key}' is a plugin of runtime '{other}', and its section is {RuntimeName.SectionOf(other, key)}.";
        }

        return names.Count == 0 ? "there are no plugins." : NearestKey.Suggest(key, "plugins", names);
    }
}
