using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>The packages, packed from the output of this build.</summary>
internal static class BuiltPackages
{
    /// <summary>The package of the command <c>hostedruntime</c>, which no program references.</summary>
    public const string Tool = "HostedRuntime.Tool";

    /// <summary>The packages that programs reference.</summary>
    public static IReadOnlyList<string> Names => ["HostedRuntime.Core", "HostedRuntime", "HostedRuntime.Dashboard", "HostedRuntime.Orleans", "HostedRuntime.Serilog"];

    /// <summary>Packs a package into a folder, with warnings as errors.</summary>
    public static Task PackAsync(string name, string folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var project = Repository.PathOf("src", name, $"{name}.csproj");
        return DotnetCommand.SucceedAsync(Repository.Root, ["pack", project, "--no-build", "-c", configuration, "-o", folder, "-nologo", "-v", "quiet"]);
    }
}
