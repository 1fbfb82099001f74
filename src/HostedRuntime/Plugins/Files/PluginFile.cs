using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Plugins;

/// <summary>
/// A plugin in an assembly file, which is opened each time a host starts. This registration lives as long as the services, so it keeps no
/// reference to what was loaded.
/// </summary>
[RequiresUnreferencedCode("Loads assemblies that trimming does not see.")]
internal sealed record PluginFile(string Path, string? Name, string? TypeName) : PluginSource
{
    public override string? KnownName => Name;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The type says that it loads what trimming does not see.")]
    public override PluginRegistration? Open(ICollection<string> errors)
    {
        if (!File.Exists(Path))
        {
            errors.Add(Directory.Exists(Path) ? $"Plugin file '{Path}' is a folder; allowed: the file of an assembly." : $"Plugin file '{Path}' does not exist.");
            return null;
        }

        var context = new PluginLoadContext(Path);
        try
        {
            var type = Find(context);
            return new PluginRegistration(
                Name ?? NameOf(type), type, IPluginDependency.Of(type), services => (IRuntimePlugin)ActivatorUtilities.CreateInstance(services, type))
            {
                LoadedInto = context,
            };
        }
        catch (Exception e)
        {
            context.Unload();
            errors.Add($"Plugin file '{Path}' {(e is PluginFileException ? e.Message : $"cannot be loaded: {e.Message}")}");
            return null;
        }
    }

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    private Type Find(PluginLoadContext context)
    {
        var main = context.LoadMain();
        RefuseNewer(main);
        var classes = main.GetExportedTypes().Where(static type => type is { IsClass: true, IsAbstract: false }).ToList();
        var plugins = classes.FindAll(static type => type.IsAssignableTo(typeof(IRuntimePlugin)));
        var named = TypeName is null ? plugins : plugins.FindAll(type => type.FullName == TypeName || type.Name == TypeName);
        return named switch
        {
            [var only] => only,
            [] when plugins is [] && classes.Select(ForeignContractOf).FirstOrDefault(static contract => contract is not null) is { } contract
                => throw new PluginFileException($"implements IRuntimePlugin of '{contract.Assembly.FullName}', which is not that of this host, '{typeof(IRuntimePlugin).Assembly.FullName}'."),
            [] when plugins is [] => throw new PluginFileException("has no public class that implements IRuntimePlugin."),
            [] => throw new PluginFileException($"has no plugin '{TypeName}'; plugins: {Names(plugins)}."),
            _ => throw new PluginFileException($"has several plugins: {Names(named)}. Say which, by the full name of its class."),
        };

        static string Names(IEnumerable<Type> types) => string.Join(", ", types.Select(static type => $"'{type.FullName}'"));
    }

    private static string NameOf(Type type)
    {
        var name = PluginName.Of(type);
        return PluginName.Comparer.Equals(name, PluginName.Setup)
            ? throw new PluginFileException($"has the plugin '{type.FullName}', whose name would be '{name}', as that of the application's own setup hooks: give AddPluginFile another name.")
            : name;
    }

    /// <summary>
    /// Throws if the plugin was built against a later version of our assemblies than the host has. The host's assemblies replace only those
    /// that are not later. So such a plugin would load its own copy and implement that copy's IRuntimePlugin.
    /// </summary>
    private static void RefuseNewer(Assembly main)
    {
        var built = main.GetReferencedAssemblies();
        foreach (var host in (AssemblyName[])[typeof(IRuntimePlugin).Assembly.GetName(), typeof(IRuntimeHandle).Assembly.GetName()])
        {
            if (Array.Find(built, reference => reference.Name == host.Name && reference.Version > host.Version) is { } newer)
            {
                throw new PluginFileException(
                    $"was built against {newer.Name} {newer.Version}, and this host has {host.Version}: build it against {host.Version} or an earlier version, or update the host.");
            }
        }
    }

    /// <returns>The interface that has the name of IRuntimePlugin and is not the host's, or null if the class implements none.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The type says that it loads what trimming does not see.")]
    private static Type? ForeignContractOf(Type type)
        => Array.Find(type.GetInterfaces(), static contract => contract.FullName == typeof(IRuntimePlugin).FullName && contract != typeof(IRuntimePlugin));

    private sealed class PluginFileException(string message) : Exception(message);
}
