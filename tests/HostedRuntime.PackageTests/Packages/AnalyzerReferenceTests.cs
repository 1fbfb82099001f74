using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace HostedRuntime.PackageTests.Packages;

/// <summary>The compilers that load the analyzers of the package: from that of the first SDK for .NET 10 on.</summary>
[Collection(PackageCollection.Name)]
public sealed class AnalyzerReferenceTests(PackedFolder packed)
{
    /// <summary>The assembly version of the compiler in the SDK 10.0.100.</summary>
    /// <remarks>A compiler does not load analyzers that refer to a newer one.</remarks>
    private static readonly Version s_compiler = new(5, 0, 0, 0);

    /// <summary>The assembly version of the libraries that this compiler was built with.</summary>
    private static readonly Version s_libraries = new(9, 0, 0, 0);

    [Theory]
    [InlineData("HostedRuntime.Analyzers")]
    [InlineData("HostedRuntime.Analyzers.CodeFixes")]
    public void References_OfPackedAnalyzers_AreTheCompilerOfTheFirstSdk(string name)
    {
        using var package = packed.Open(BuiltPackages.Of("HostedRuntime.Core"));
        using var content = new MemoryStream();
        using (var entry = package.GetEntry($"analyzers/dotnet/cs/{name}.dll")!.Open())
            entry.CopyTo(content);
        content.Position = 0;
        using var file = new PEReader(content);
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).ToDictionary(reference => metadata.GetString(reference.Name), static reference => reference.Version);
        Assert.Equal(s_compiler, references["Microsoft.CodeAnalysis"]);
        Assert.All(references, reference =>
        {
            if (reference.Key.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
                Assert.Equal(s_compiler, reference.Value);
            else if (reference.Key.StartsWith("System.", StringComparison.Ordinal))
                Assert.InRange(reference.Value, new Version(0, 0), s_libraries);
            else
                Assert.True(reference.Key is "netstandard" or "HostedRuntime.Analyzers", $"{name} refers to {reference.Key}.");
        });
    }
}
