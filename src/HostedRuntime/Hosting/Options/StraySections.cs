using HostedRuntime.Configuration;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;

namespace HostedRuntime.Hosting;

/// <summary>
/// Finds sections of runtimes and plugins that were not added. Such a section is usually a typing error, and the runtime or plugin that it
/// was written for would start with defaults. <see cref="StrayPluginSections"/> finds those of plugins.
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
        AddRuntimes(errors, section.GetSection(RuntimeName.RuntimesKey), named, hasDefault);
        foreach (var runtime in runtimes.Names)
            AddPlugins(errors, runtime);
        if (hasDefault)
            return;
        foreach (var child in section.GetChildren())
        {
            if (!RuntimeName.RuntimesKey.Equals(child.Key, StringComparison.OrdinalIgnoreCase) && !RuntimeName.ClusterKey.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                errors.Add($"{child.Path} is of the default runtime, which was not added; the section of a named one is {RuntimeName.SectionOf(named[0])}.");
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
        AddIfValue(errors, configuration.GetSection(RuntimeName.SectionOf(runtime)).GetSection(RuntimeName.PluginsKey));
        // If a file has to be opened to learn a plugin's name, this check happens later, after the file was opened.
        if (PluginNames.KnownOf(runtimes.AdditionsTo(runtime)) is { } names)
            errors.AddRange(new StrayPluginSections(runtimes, configuration).Of(runtime, names));
    }
}
