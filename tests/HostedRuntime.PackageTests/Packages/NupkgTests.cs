using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.PackageTests.Packages;

/// <summary>The files of each package: what belongs into it, and nothing else.</summary>
[Collection(PackageCollection.Name)]
public sealed class NupkgTests(PackedFolder packed)
{
    /// <summary>The files of a library that not all libraries have.</summary>
    private static readonly Dictionary<string, string[]> s_more = new()
    {
        ["HostedRuntime"] = ["ConfigurationSchema.json", "buildTransitive/net10.0/HostedRuntime.targets"],
        // The analyzers of the engine come with the engine, so that every project that refers to it has them.
        ["HostedRuntime.Core"] =
        [
            "analyzers/dotnet/cs/HostedRuntime.Analyzers.dll",
            "analyzers/dotnet/cs/HostedRuntime.Analyzers.CodeFixes.dll",
            "buildTransitive/HostedRuntime.Core.targets",
            "buildTransitive/config/HostedRuntime.Analyzers.all.globalconfig",
            "buildTransitive/config/HostedRuntime.Analyzers.default.globalconfig",
            "buildTransitive/config/HostedRuntime.Analyzers.none.globalconfig",
        ],
    };

    public static TheoryData<string> Packages => [.. BuiltPackages.All.Select(static package => package.Name)];

    public static TheoryData<string> Libraries => [.. BuiltPackages.Libraries.Select(static package => package.Name)];

    [Fact]
    public void Names_OfPackages_IncludeKnownOnes()
        => Assert.Superset(
            new HashSet<string> { "HostedRuntime", "HostedRuntime.Core", "HostedRuntime.Dashboard", "HostedRuntime.OpenTelemetry", "HostedRuntime.Serilog", "HostedRuntime.Templates", "HostedRuntime.Testing", "HostedRuntime.Tool" },
            BuiltPackages.All.Select(static package => package.Name).ToHashSet());

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Files_OfLibrary_AreExpectedOnes(string name)
    {
        using var package = packed.Open(BuiltPackages.Of(name));
        string[] expected = [$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md", "icon.png", .. s_more.GetValueOrDefault(name, [])];
        Assert.Equal(expected.Order(StringComparer.Ordinal), ContentOf(package).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_OfLibrary_HaveOnlyItsPdb(string name)
    {
        using var symbols = packed.Open(BuiltPackages.Of(name), "snupkg");
        Assert.Equal([$"lib/net10.0/{name}.pdb"], ContentOf(symbols));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Icon_OfPackage_IsPngOf128Pixels(string name)
    {
        using var package = packed.Open(BuiltPackages.Of(name));
        using var icon = new BinaryReader(package.GetEntry("icon.png")!.Open());
        var head = icon.ReadBytes(24);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], head[..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], head[16..]);
    }

    [Fact]
    public void Files_OfTool_AreManagedAndInOneFolder()
    {
        using var package = packed.Open(BuiltPackages.Of("HostedRuntime.Tool"));
        var files = ContentOf(package).Except(["README.md", "icon.png"]).ToList();
        Assert.Contains("tools/net10.0/any/HostedRuntime.Tool.dll", files);
        Assert.All(files, static file => Assert.Equal(["tools", "net10.0", "any"], file.Split('/')[..^1]));
        Assert.False(File.Exists(packed.PathOf(BuiltPackages.Of("HostedRuntime.Tool"), "snupkg")));

        using var settings = package.GetEntry("tools/net10.0/any/DotnetToolSettings.xml")!.Open();
        var command = XDocument.Load(settings).Descendants("Command").Single();
        Assert.Equal(("hostedruntime", "HostedRuntime.Tool.dll"), (command.Attribute("Name")!.Value, command.Attribute("EntryPoint")!.Value));
    }

    [Fact]
    public void Files_OfTemplates_AreSourcesWithThisVersion()
    {
        using var package = packed.Open(BuiltPackages.Of("HostedRuntime.Templates"));
        var files = ContentOf(package).Except(["README.md", "icon.png"]).ToList();
        Assert.Contains("content/hostedruntime/.template.config/template.json", files);
        Assert.All(files, static file => Assert.StartsWith("content/hostedruntime/", file, StringComparison.Ordinal));
        Assert.DoesNotContain(files, static file => file.EndsWith(".dll", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal));
        using var versions = new StreamReader(package.GetEntry("content/hostedruntime/Directory.Packages.props")!.Open());
        Assert.Contains($"<HostedRuntimeVersion>{PackedFolder.Version}</HostedRuntimeVersion>", versions.ReadToEnd(), StringComparison.Ordinal);
    }

    /// <summary>The build of the tests has no address, so there the links are the paths of the pages.</summary>
    [Fact]
    public void HelpLinks_OfAnalyzers_LeadToPagesOfPackedCommit()
    {
        using var package = packed.Open(BuiltPackages.Of("HostedRuntime.Core"));
        using var content = new MemoryStream();
        using (var assembly = package.GetEntry("analyzers/dotnet/cs/HostedRuntime.Analyzers.dll")!.Open())
            assembly.CopyTo(content);
        using var image = new PEReader(new MemoryStream(content.ToArray()));
        var links = TextsOf(image.GetMetadataReader()).Where(static text => text.EndsWith(".md", StringComparison.Ordinal));

        var root = packed.IsRelease ? $"{packed.RepositoryUrl}/blob/{CommitOf(package)}/" : "";
        var pages = Directory.GetFiles(Repository.PathOf("docs", "rules"), "HRT*.md").Select(path => $"{root}docs/rules/{Path.GetFileName(path)}");
        Assert.Equal(pages.Order(StringComparer.Ordinal), links.Order(StringComparer.Ordinal));
    }

    /// <summary>Returns the literals of an assembly.</summary>
    private static IEnumerable<string> TextsOf(MetadataReader reader)
    {
        for (var text = reader.GetNextHandle(MetadataTokens.UserStringHandle(0)); !text.IsNil; text = reader.GetNextHandle(text))
            yield return reader.GetUserString(text);
    }

    private static string CommitOf(ZipArchive package)
    {
        using var specification = package.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return (string)XDocument.Load(specification).Descendants().Single(static element => element.Name.LocalName == "repository").Attribute("commit")!;
    }

    /// <summary>Returns the files of a package, except the files that every package has.</summary>
    private static IEnumerable<string> ContentOf(ZipArchive package)
        => package.Entries.Select(static entry => entry.FullName).Where(static name => !name.EndsWith(".nuspec", StringComparison.Ordinal)
            && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml");
}
