using Microsoft.CodeAnalysis;

namespace HostedRuntime.SurfaceTests.Snippets;

/// <summary>The assemblies of this run as references: the platform, the library, and the dependencies of the library.</summary>
internal static class Assemblies
{
    private static readonly string[] s_paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    public static IEnumerable<MetadataReference> All => s_paths.Select(path => MetadataReference.CreateFromFile(path));

    public static IEnumerable<MetadataReference> PlatformAndCore
        => s_paths
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "HostedRuntime.Core.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
}
