using System.IO.Compression;
using System.Xml.Linq;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>The content of the packages, packed from the output of this build.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("packages-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("HostedRuntime.Core")]
    [InlineData("HostedRuntime.Serilog", "HostedRuntime.Core", "Serilog")]
    [InlineData("HostedRuntime.Dashboard", "HostedRuntime.Core", "HostedRuntime")]
    [InlineData("HostedRuntime.Orleans", "HostedRuntime.Core", "HostedRuntime", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Sdk")]
    [InlineData(
        "HostedRuntime",
        "HostedRuntime.Core",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Options.ConfigurationExtensions",
        "Microsoft.Extensions.Options.DataAnnotations")]
    public async Task Package_Packed_HasOnlyExpectedFiles(string name, params string[] dependencies)
    {
        await BuiltPackages.PackAsync(name, _directory.FullName);
        using var package = await ZipFile.OpenReadAsync(Only("*.nupkg"), TestContext.Current.CancellationToken);
        string[] expected = name == "HostedRuntime"
            ? [$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md", "ConfigurationSchema.json", "buildTransitive/net10.0/HostedRuntime.targets"]
            : [$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", "README.md"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), ContentOf(package).Order(StringComparer.Ordinal));

        await using var specification = await package.GetEntry($"{name}.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        var metadata = (await XDocument.LoadAsync(specification, LoadOptions.None, TestContext.Current.CancellationToken)).Root!.Elements().Single();
        Assert.Equal(("MIT", "README.md"), (ValueOf(metadata, "license"), ValueOf(metadata, "readme")));
        Assert.NotEmpty(ValueOf(metadata, "description"));
        Assert.Equal(dependencies, metadata.Descendants().Where(static element => element.Name.LocalName == "dependency").Select(static element => element.Attribute("id")!.Value));

        using var symbols = await ZipFile.OpenReadAsync(Only("*.snupkg"), TestContext.Current.CancellationToken);
        Assert.Equal([$"lib/net10.0/{name}.pdb"], ContentOf(symbols));
    }

    [Fact]
    public async Task Tool_Packed_HasCommandAndNoNativeLibrary()
    {
        await BuiltPackages.PackAsync(BuiltPackages.Tool, _directory.FullName);
        using var package = await ZipFile.OpenReadAsync(Only("*.nupkg"), TestContext.Current.CancellationToken);
        var files = ContentOf(package).ToList();
        Assert.Contains("README.md", files);
        Assert.Contains("tools/net10.0/any/HostedRuntime.Tool.dll", files);
        // All other files are of the program, and all of its libraries are managed.
        Assert.All(files, static file => Assert.True(file == "README.md" || file.StartsWith("tools/net10.0/any/", StringComparison.Ordinal), file));
        Assert.DoesNotContain(files, static file => file.Split('/') is ["tools", "net10.0", "any", _, _, ..]);

        await using var settings = await package.GetEntry("tools/net10.0/any/DotnetToolSettings.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        var command = (await XDocument.LoadAsync(settings, LoadOptions.None, TestContext.Current.CancellationToken)).Descendants("Command").Single();
        Assert.Equal(("hostedruntime", "HostedRuntime.Tool.dll"), (command.Attribute("Name")!.Value, command.Attribute("EntryPoint")!.Value));
        Assert.Empty(_directory.GetFiles("*.snupkg"));
    }

    private static string ValueOf(XElement metadata, string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    /// <summary>Returns the files of a package, except the files that every package has.</summary>
    private static IEnumerable<string> ContentOf(ZipArchive package)
        => package.Entries.Select(static entry => entry.FullName).Where(static name => !name.EndsWith(".nuspec", StringComparison.Ordinal)
            && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml");

    private string Only(string pattern) => _directory.GetFiles(pattern).Single().FullName;
}
