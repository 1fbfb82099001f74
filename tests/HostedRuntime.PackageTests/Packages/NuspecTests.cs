using System.Text.RegularExpressions;
using System.Xml.Linq;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.PackageTests.Packages;

/// <summary>Each package has the metadata that a gallery shows, and demands only the packages that it needs.</summary>
[Collection(PackageCollection.Name)]
public sealed partial class NuspecTests(PackedFolder packed)
{
    private static readonly Dictionary<string, string> s_versions = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
        .ToDictionary(static element => element.Attribute("Include")!.Value, static element => element.Attribute("Version")!.Value);

    private static readonly Dictionary<string, string> s_floors = new()
    {
        ["$(ExtensionsFloor)"] = "10.0.0",
        ["$(SerilogFloor)"] = "4.0.0",
        ["$(OpenTelemetryFloor)"] = "1.15.3",
        ["$(OrleansVersion)"] = "10.4.2",
    };

    /// <summary>The packages that see the internals of a library.</summary>
    private static readonly ILookup<string, string> s_friends = BuiltPackages.Libraries
        .SelectMany(static library => XDocument.Load(library.Project).Descendants("InternalsVisibleTo").Select(friend => (library.Name, Friend: friend.Attribute("Include")!.Value)))
        .Where(static at => BuiltPackages.All.Any(package => package.Name == at.Friend))
        .ToLookup(static at => at.Name, static at => at.Friend);

    public static TheoryData<string> Packages => [.. BuiltPackages.All.Select(static package => package.Name)];

    public static TheoryData<string> Libraries => [.. BuiltPackages.Libraries.Select(static package => package.Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Metadata_OfPackage_IsComplete(string name)
    {
        var metadata = MetadataOf(name);
        string Value(string key) => metadata.Elements().Single(element => element.Name.LocalName == key).Value;

        Assert.Equal((name, PackedFolder.Version, "MIT", "README.md", "icon.png"), (Value("id"), Value("version"), Value("license"), Value("readme"), Value("icon")));
        Assert.Equal("HostedRuntime contributors", Value("authors"));
        Assert.InRange(Value("description").Length, 40, 300);
        Assert.InRange(Value("tags").Split(' ').Length, 3, 12);
        Assert.NotEmpty(Value("copyright"));

        var repository = metadata.Elements().Single(static element => element.Name.LocalName == "repository");
        Assert.Equal((packed.RepositoryUrl, packed.RepositoryUrl, "git"), (Value("projectUrl"), (string?)repository.Attribute("url"), (string?)repository.Attribute("type")));
        // Without the history of git, as in an archive of the sources, there is no commit to name.
        var commit = (string?)repository.Attribute("commit");
        Assert.Matches("^[0-9a-f]{40}$", commit ?? (Path.Exists(Repository.PathOf(".git")) ? "" : new string('0', 40)));
        Assert.Equal($"{packed.RepositoryUrl}/blob/{commit ?? "main"}/docs/changelog.md", Value("releaseNotes"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Dependencies_OfLibrary_AreFloorsOfItsReferences(string name)
    {
        var project = XDocument.Load(BuiltPackages.Of(name).Project).Descendants().Where(static element => element.Attribute("PrivateAssets") is null
            && element.Attribute("ReferenceOutputAssembly") is null && element.Attribute("OutputItemType") is null).ToList();
        var expected = project.Where(static element => element.Name.LocalName == "ProjectReference")
            .Select(static element => (Id: Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/')),
                Version: element.Attribute("ExactVersion") is null ? PackedFolder.Version : $"[{PackedFolder.Version}]"))
            .Concat(project.Where(static element => element.Name.LocalName == "PackageReference")
                .Select(static element => element.Attribute("Include")!.Value).Select(static id => (Id: id, Version: s_floors.GetValueOrDefault(s_versions[id], s_versions[id]))));
        Assert.Equal(expected.OrderBy(static at => at.Id, StringComparer.Ordinal), DependenciesOf(name).OrderBy(static at => at.Id, StringComparer.Ordinal));
    }

    /// <summary>Internals change in every version. A friend that came with another version would fail while it runs.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Dependencies_OfLibrary_AreExactWhereItIsFriend(string name)
    {
        var dependencies = DependenciesOf(name).Where(static dependency => BuiltPackages.All.Any(package => package.Name == dependency.Id));
        Assert.All(dependencies, dependency
            => Assert.Equal(s_friends[dependency.Id].Contains(name) ? $"[{PackedFolder.Version}]" : PackedFolder.Version, dependency.Version));
    }

    [Fact]
    public void Friends_OfLibraries_AreKnownOnes()
        => Assert.Equal(
            ["HostedRuntime -> HostedRuntime.Orleans", "HostedRuntime.Core -> HostedRuntime.Testing"],
            s_friends.SelectMany(static library => library.Select(friend => $"{library.Key} -> {friend}")).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Readme_OfPackage_HasAbsoluteLinks(string name)
    {
        using var package = packed.Open(BuiltPackages.Of(name));
        using var reader = new StreamReader(package.GetEntry("README.md")!.Open());
        var text = reader.ReadToEnd();
        Assert.StartsWith("# ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{repository}", text, StringComparison.Ordinal);
        Assert.All(Link().Matches(text), static link => Assert.StartsWith("https://", link.Groups[1].Value, StringComparison.Ordinal));
        // The build escapes what MSBuild reads as its own: the text must come out as it was written.
        var written = File.ReadAllText(BuiltPackages.Of(name).Readme).ReplaceLineEndings("\n");
        Assert.Equal(Link().Replace(written, "]()").TrimEnd(), Link().Replace(text, "]()").ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public async Task Readme_WithoutAddress_HasNoLinkLines()
    {
        var folder = Directory.CreateTempSubdirectory("package-");
        await BuiltPackages.Of("HostedRuntime.Core").PackAsync(folder.FullName, "-p:RepositoryUrl=", "-p:GITHUB_REPOSITORY=");
        using (var package = System.IO.Compression.ZipFile.OpenRead(folder.GetFiles("*.nupkg").Single().FullName))
        {
            using var reader = new StreamReader(package.GetEntry("README.md")!.Open());
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("](", text, StringComparison.Ordinal);
            Assert.Contains("await using var runtime", text, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Pack_OfReleaseWithoutAddress_Fails()
    {
        var folder = Directory.CreateTempSubdirectory("package-");
        var (exitCode, output) = await DotnetCommand.RunAsync(
            Repository.Root,
            ["pack", BuiltPackages.Of("HostedRuntime.Core").Project, "--no-build", "-c", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, .. BuiltPackage.Into(folder.FullName), "-p:RequireRepositoryUrl=true", "-p:GITHUB_REPOSITORY="]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("RepositoryUrl is empty: pack with -p:RepositoryUrl=", output, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private IEnumerable<(string Id, string Version)> DependenciesOf(string name)
        => MetadataOf(name).Descendants().Where(static element => element.Name.LocalName == "dependency")
            .Select(static element => (Id: element.Attribute("id")!.Value, Version: element.Attribute("version")!.Value));

    private XElement MetadataOf(string name)
    {
        using var package = packed.Open(BuiltPackages.Of(name));
        using var specification = package.GetEntry($"{name}.nuspec")!.Open();
        return XDocument.Load(specification).Root!.Elements().Single();
    }

    [GeneratedRegex(@"\]\(([^)\s]*)\)")]
    private static partial Regex Link();
}
