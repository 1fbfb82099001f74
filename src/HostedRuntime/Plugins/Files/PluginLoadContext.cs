using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace HostedRuntime.Plugins;

/// <summary>
/// The load context of a plugin from a file, so that its assemblies can be unloaded together. If the host has an assembly in at least the
/// requested version, the host's assembly is used. Types that both sides name are then the same, even if a build put a copy next to the
/// plugin. All other assemblies are the plugin's own, found by the .deps.json next to it.
/// </summary>
[RequiresUnreferencedCode("Loads assemblies that trimming does not see.")]
internal sealed class PluginLoadContext(string file) : AssemblyLoadContext($"plugin:{Path.GetFileName(file)}", isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(file);

    public Assembly LoadMain() => LoadFromAssemblyPath(file);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The type says that it loads what trimming does not see.")]
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        try
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
        }
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
        => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}
