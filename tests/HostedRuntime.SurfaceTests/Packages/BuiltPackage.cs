using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>A package that a project below src makes, packed from the output of this build.</summary>
/// <param name="Name">The id of the package, and the name of the project.</param>
/// <param name="Kind">The way in which the package is used.</param>
internal sealed record BuiltPackage(string Name, PackageKind Kind)
{
    public string Project => Repository.PathOf("src", Name, $"{Name}.csproj");

    /// <summary>The page that becomes the README of the package.</summary>
    public string Readme => Repository.PathOf("src", Name, "PACKAGE.md");

    /// <summary>
    /// Returns the arguments by which packages, and the files that packing writes first, go into a folder. Test programs run at the same
    /// time, so none of them may write to the folders of the projects.
    /// </summary>
    public static string[] Into(string folder) => ["-o", folder, $"-p:NuspecOutputPath={folder}/work/", "-nologo", "-v", "quiet"];

    /// <summary>Packs it into a folder, with warnings as errors.</summary>
    public Task PackAsync(string folder, params IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return DotnetCommand.SucceedAsync(Repository.Root, ["pack", Project, "--no-build", "-c", configuration, .. Into(folder), .. arguments]);
    }
}
