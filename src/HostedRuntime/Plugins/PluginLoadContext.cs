using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace HostedRuntime.Plugins;

/// <summary>
/// Where the assemblies of a plugin from a file live, so that they can be given free together. Whatever the host has in at least the
/// version that is asked for is the host's: types that both sides name are then the same, also when the plugin was built with copies of
/// them beside it. The rest is the plugin's own, found by the .deps.json beside it.
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
