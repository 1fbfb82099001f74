using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Plugins;

/// <summary>
/// A plugin in an assembly file. Opened when the host starts, each time anew: so this registration, which lives as long as the services,
/// holds nothing that was loaded.
/// </summary>
[RequiresUnreferencedCode("Loads assemblies that trimming does not see.")]
internal sealed record PluginFile(string Path, string? Name, string? TypeName) : PluginSource
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The type says that it loads what trimming does not see.")]
    public override PluginRegistration? Open(ICollection<string> errors)
    {
        if (!File.Exists(Path))
        {
            errors.Add($"Plugin file '{Path}' does not exist.");
            return null;
        }

        var context = new PluginLoadContext(Path);
        try
        {
            var type = Find(context);
            return new PluginRegistration(
                PluginName.Check(Name ?? PluginName.Of(type)), type, IPluginDependency.Of(type), services => (IRuntimePlugin)ActivatorUtilities.CreateInstance(services, type))
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
        var plugins = context.LoadMain().GetExportedTypes().Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IRuntimePlugin))).ToList();
        var named = TypeName is null ? plugins : plugins.FindAll(type => type.FullName == TypeName || type.Name == TypeName);
        return named switch
        {
            [var only] => only,
            [] when plugins is [] => throw new PluginFileException("has no public class that implements IRuntimePlugin."),
            [] => throw new PluginFileException($"has no plugin '{TypeName}'; plugins: {Names(plugins)}."),
            _ => throw new PluginFileException($"has several plugins: {Names(named)}. Say which, by the full name of its class."),
        };

        static string Names(IEnumerable<Type> types) => string.Join(", ", types.Select(static type => $"'{type.FullName}'"));
    }

    private sealed class PluginFileException(string message) : Exception(message);
}
