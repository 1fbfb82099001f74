using HostedRuntime.Registration;

namespace HostedRuntime.Plugins;

/// <summary>
/// The names that may have a section under a runtime's Plugins: those of its plugins, and that of the application's own setup hooks.
/// </summary>
internal static class PluginNames
{
    /// <returns>The names, or null if a file has to be opened to learn one of them.</returns>
    public static IReadOnlyList<string>? KnownOf(RuntimeRegistration additions)
    {
        var names = new List<string>();
        foreach (var source in additions.Of<PluginSource>())
        {
            if (source.KnownName is not { } name)
                return null;
            names.Add(name);
        }

        AddSetup(additions, names);
        return names;
    }

    /// <summary>Returns the names after all files were opened.</summary>
    public static IReadOnlyList<string> Of(RuntimeRegistration additions, IEnumerable<PluginRegistration> opened)
    {
        var names = opened.Select(static plugin => plugin.Name).ToList();
        AddSetup(additions, names);
        return names;
    }

    private static void AddSetup(RuntimeRegistration additions, List<string> names)
    {
        if (additions.Has<SetupRegistration>())
            names.Add(PluginName.Setup);
    }
}
