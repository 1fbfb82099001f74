using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>The packages, packed from what this run was built with.</summary>
internal static class BuiltPackages
{
    public static IReadOnlyList<string> Names => ["HostedRuntime.Core", "HostedRuntime", "HostedRuntime.Serilog"];

    /// <summary>Packs one of them into a folder. Warnings are errors there too.</summary>
    public static Task PackAsync(string name, string folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var project = Repository.PathOf("src", name, $"{name}.csproj");
        return DotnetCommand.SucceedAsync(Repository.Root, ["pack", project, "--no-build", "-c", configuration, "-o", folder, "-nologo", "-v", "quiet"]);
    }
}
