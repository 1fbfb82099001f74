using HostedRuntime.Hosting;
using HostedRuntime.Plugins;
using Microsoft.Extensions.Configuration;

namespace HostedRuntime.Configuration;

/// <summary>
/// Finds sections of runtimes and plugins that were not added. Such a section is usually a typing error, and the runtime or plugin that it
/// was written for would start with defaults.
/// </summary>
internal sealed class StraySections(RuntimeRegistry runtimes, IConfiguration configuration)
{
    public void AddTo(List<string> errors)
    {
        var section = configuration.GetSection(RuntimeOptions.SectionName);
        var given = false;
        foreach (var child in section.GetChildren())
        {
            given = true;
            break;
        }

        // Usually there are no sections, and then a start should pay for no more.
        if (!given)
            return;
        var named = new List<string>(runtimes.Names);
        var hasDefault = named.Remove(RuntimeName.Default);
        AddRuntimes(errors, section.GetSection(OptionTable.Runtimes), named, hasDefault);
        foreach (var runtime in runtimes.Names)
            AddPlugins(errors, runtime);
        if (hasDefault)
            return;
        foreach (var child in section.GetChildren())
        {
            if (!OptionTable.Runtimes.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                errors.Add($"{child.Path} is of the default runtime, which was not added; the section of a named one is {RuntimeName.SectionOf(named[0])}.");
        }
    }

    /// <summary>Finds sections of plugins that a runtime does not have. The names include those of plugins from files.</summary>
    public IEnumerable<string> OfPlugins(string runtime, IReadOnlyList<string> names)
    {
        foreach (var child in configuration.GetSection(RuntimeName.SectionOf(runtime)).GetSection(OptionTable.Plugins).GetChildren())
        {
            if (!names.Contains(child.Key, PluginName.Comparer))
                yield return $"{child.Path} is of no plugin that was added; {Instead(child.Key, runtime, names)}";
        }
    }

    private static void AddRuntimes(List<string> errors, IConfigurationSection section, List<string> named, bool hasDefault)
    {
        AddIfValue(errors, section);
        foreach (var child in section.GetChildren())
        {
            if (named.Contains(child.Key, RuntimeName.Comparer))
                continue;
            if (hasDefault && RuntimeName.Comparer.Equals(child.Key, RuntimeName.Default))
                errors.Add($"{child.Path} is of no runtime that was added; the section of the default one is {RuntimeOptions.SectionName}.");
            else
                errors.Add($"{child.Path} is of no runtime that was added; {(named.Count == 0 ? "there are no named ones." : NearestKey.Suggest(child.Key, "named ones", named))}");
        }
    }

    private static void AddIfValue(List<string> errors, IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
            errors.Add($"{section.Path} is '{section.Value}'; allowed: a section.");
    }

    private void AddPlugins(List<string> errors, string runtime)
    {
        AddIfValue(errors, configuration.GetSection(RuntimeName.SectionOf(runtime)).GetSection(OptionTable.Plugins));
        // If a file has to be opened to learn a plugin's name, this check happens later, after the file was opened.
        if (PluginNames.KnownOf(runtimes.AdditionsTo(runtime)) is { } names)
            errors.AddRange(OfPlugins(runtime, names));
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
