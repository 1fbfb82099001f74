using System.IO.Compression;
using System.Xml.Linq;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.PackageTests.Packages;

/// <summary>
/// The folder with all packages: those of this build, or those that <c>.ci/pack</c> has made and names by a variable.
/// </summary>
public sealed class PackedFolder : IAsyncLifetime
{
    /// <summary>An address for packages of this build, so that tests see what depends on it.</summary>
    public const string ExampleUrl = "https://github.com/example/hostedruntime";

    private readonly string? _given = Environment.GetEnvironmentVariable("HOSTEDRUNTIME_PACKAGES");
    private readonly DirectoryInfo _made = Directory.CreateTempSubdirectory("packages-");

    /// <summary>Whether the packages are those of a release, with optimised code and links to its sources.</summary>
    public bool IsRelease => _given is not null;

    public string Folder => _given ?? _made.FullName;

    public string RepositoryUrl => Environment.GetEnvironmentVariable("HOSTEDRUNTIME_PACKAGES_URL") ?? ExampleUrl;

    public async ValueTask InitializeAsync()
    {
        if (!IsRelease)
            await LocalFeed.PackAllAsync(Folder, $"-p:RepositoryUrl={ExampleUrl}");
    }

    public ValueTask DisposeAsync()
    {
        _made.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal string PathOf(BuiltPackage package, string extension) => Path.Combine(Folder, $"{package.Name}.{Version}.{extension}");

    internal ZipArchive Open(BuiltPackage package, string extension = "nupkg") => ZipFile.OpenRead(PathOf(package, extension));

    /// <summary>The version of all packages, from the only place that has it.</summary>
    internal static string Version { get; } = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
}
