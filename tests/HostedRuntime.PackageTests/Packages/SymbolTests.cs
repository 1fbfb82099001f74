using System.IO.Compression;
using System.Text.Json;
using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.PackageTests.Packages;

/// <summary>A debugger finds the symbols of each library, and through them its sources.</summary>
[Collection(PackageCollection.Name)]
public sealed class SymbolTests(PackedFolder packed)
{
    public static TheoryData<string> Libraries => [.. BuiltPackages.Libraries.Select(static package => package.Name)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_OfLibrary_BelongToItsAssembly(string name)
    {
        using var package = packed.Open(BuiltPackages.Of(name));
        using var symbols = packed.Open(BuiltPackages.Of(name), "snupkg");
        var pdb = PdbFile.Read(Bytes(symbols, $"lib/net10.0/{name}.pdb"));
        Assert.Equal(PdbFile.IdOf(Bytes(package, $"lib/net10.0/{name}.dll")), pdb.Id);
        if (packed.IsRelease)
            AssertLinked(pdb, packed.RepositoryUrl);
    }

    /// <summary>The build of the tests has no address, so this test builds one library with it.</summary>
    [Fact]
    public async Task Symbols_OfBuildWithAddress_LinkAllSourcesToCommit()
    {
        Assert.SkipUnless(Path.Exists(Repository.PathOf(".git")), "Sources are linked to a commit, and there is no repository here.");
        var folder = Directory.CreateTempSubdirectory("linked-");
        await DotnetCommand.SucceedAsync(
            Repository.Root,
            ["build", BuiltPackages.Of("HostedRuntime.OpenTelemetry").Project, $"-p:RepositoryUrl={PackedFolder.ExampleUrl}", "-p:ContinuousIntegrationBuild=true", "--artifacts-path", folder.FullName, "-nologo", "-v", "quiet"]);
        var file = folder.GetFiles("HostedRuntime.OpenTelemetry.pdb", SearchOption.AllDirectories)[0];
        AssertLinked(PdbFile.Read(await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken)), PackedFolder.ExampleUrl);
        folder.Delete(recursive: true);
    }

    private static void AssertLinked(PdbFile pdb, string repositoryUrl)
    {
        using var map = JsonDocument.Parse(pdb.SourceLink);
        var link = map.RootElement.GetProperty("documents").EnumerateObject().Single();
        // CI builds name each source from the root of the repository, and not from the folder of the machine.
        Assert.Equal("/_/*", link.Name);
        var raw = repositoryUrl.Replace("github.com", "raw.githubusercontent.com", StringComparison.Ordinal);
        Assert.Matches($"^{raw}/[0-9a-f]{{40}}/\\*$", link.Value.GetString());
        Assert.NotEmpty(pdb.Documents);
        Assert.All(pdb.Documents, static document => Assert.StartsWith("/_/", document, StringComparison.Ordinal));
    }

    private static byte[] Bytes(ZipArchive archive, string entry)
    {
        using var content = archive.GetEntry(entry)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
