using System.Xml.Linq;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>A folder in which new projects get the packages of this build, as their users will get them from a gallery.</summary>
/// <remarks>
/// The packages of this repository are packed into a folder, the only place where NuGet looks for them. NuGet finds all other packages in
/// the machine's own folder, where the restore of the solution has put them. So the tests need no network, and use nothing from an earlier
/// run.
/// </remarks>
internal static class LocalFeed
{
    /// <summary>One at a time, because the first pack of a tool writes a file beside its build.</summary>
    private static readonly SemaphoreSlim s_packing = new(1);

    /// <summary>Packs every package into <c>packages</c> below the folder, and tells NuGet to use them in all projects below it.</summary>
    public static Task CreateAsync(string root) => CreateAsync(root, BuiltPackages.All);

    /// <summary>Does the same for some packages. They have to need no other package of this repository.</summary>
    public static async Task CreateAsync(string root, IReadOnlyList<BuiltPackage> packed)
    {
        var packages = Directory.CreateDirectory(Path.Combine(root, "packages")).FullName;
        await PackAsync(packed, packages);
        var all = (await DotnetCommand.SucceedAsync(root, ["nuget", "locals", "global-packages", "--list"])).Split(':', 2)[1].Trim();
        XElement Source(string name, string path) => new("add", new XAttribute("key", name), new XAttribute("value", path));
        XElement Mapping(string name, params IEnumerable<string> patterns)
            => new("packageSource", new XAttribute("key", name), patterns.Select(static pattern => new XElement("package", new XAttribute("pattern", pattern))));
        // Each package is mapped to one source, because the machine's folder may hold an older version of ours.
        var configuration = new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), Source("built", packages), Source("restored", all)),
            new XElement("packageSourceMapping", new XElement("clear"), Mapping("built", BuiltPackages.All.Select(static package => package.Name)), Mapping("restored", "*")));
        await File.WriteAllTextAsync(Path.Combine(root, "NuGet.config"), configuration.ToString());
    }

    /// <summary>Returns the variables for commands below the folder: packages and templates of their own.</summary>
    public static (string Name, string Value)[] Environment(string root)
        => [("NUGET_PACKAGES", Path.Combine(root, "cache")), ("DOTNET_CLI_HOME", Path.Combine(root, "home"))];

    /// <summary>Packs every package of this build.</summary>
    public static Task PackAllAsync(string folder, params IEnumerable<string> arguments) => PackAsync(BuiltPackages.All, folder, arguments);

    /// <summary>Packs packages in one run of MSBuild.</summary>
    private static async Task PackAsync(IReadOnlyList<BuiltPackage> packages, string folder, params IEnumerable<string> arguments)
    {
        var solution = Path.Combine(folder, "packages.slnx");
        var projects = packages.Select(static package => new XElement("Project", new XAttribute("Path", package.Project)));
        await File.WriteAllTextAsync(solution, new XElement("Solution", projects).ToString());
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await s_packing.WaitAsync();
        try
        {
            await DotnetCommand.SucceedAsync(Repository.Root, ["pack", solution, "--no-build", "-c", configuration, .. BuiltPackage.Into(folder), .. arguments]);
        }
        finally
        {
            s_packing.Release();
        }

        File.Delete(solution);
    }
}
