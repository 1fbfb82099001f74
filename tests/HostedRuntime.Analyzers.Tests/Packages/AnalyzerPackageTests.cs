using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using HostedRuntime.Analyzers.CodeFixes;
using HostedRuntime.Analyzers.Rules;

namespace HostedRuntime.Analyzers.Tests.Packages;

/// <summary>The analyzers of the package work in a new project, and can be turned off.</summary>
public sealed class AnalyzerPackageTests(AnalyzedProject project) : IClassFixture<AnalyzedProject>
{
    [Fact]
    public async Task Build_WithPackage_ReportsMisuse() => Assert.Equal((0, "HRT003"), Text(await project.BuildAsync()));

    [Fact]
    public async Task Build_AnalyzersOff_ReportsNothing() => Assert.Equal((0, ""), Text(await project.BuildAsync("HostedRuntimeAnalyzers=false")));

    [Fact]
    public async Task Build_ModeAll_ReportsSuggestionsToo() => Assert.Equal((0, "HRT003 HRT014"), Text(await project.BuildAsync("HostedRuntimeAnalysisMode=All")));

    [Fact]
    public async Task Build_ModeNone_ReportsNothing() => Assert.Equal((0, ""), Text(await project.BuildAsync("HostedRuntimeAnalysisMode=none")));

    [Fact]
    public async Task Build_ModeUnknown_Fails() => Assert.Equal((1, "HRTP001"), Text(await project.BuildAsync("HostedRuntimeAnalysisMode=strict")));

    /// <summary>The compiler of the first SDK for net10.0 is 5.0. It cannot load analyzers that reference a newer one.</summary>
    [Theory]
    [InlineData(typeof(MisuseAnalyzer), false)]
    [InlineData(typeof(RuleFix), true)]
    public void Assembly_References_AreAtMostOfFirstCompiler(Type type, bool hasWorkspaces)
    {
        using var file = File.OpenRead(type.Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(reference => (Name: metadata.GetString(reference.Name), reference.Version)).ToList();

        Assert.Contains(references, static reference => reference.Name == "Microsoft.CodeAnalysis");
        Assert.All(references.Where(static reference => reference.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)), static reference => Assert.True(reference.Version <= new Version(5, 0, 0, 0), $"{reference}"));
        Assert.All(references.Where(static reference => reference.Name.StartsWith("System.", StringComparison.Ordinal)), static reference => Assert.True(reference.Version <= new Version(9, 0, 0, 0), $"{reference}"));
        Assert.Equal(hasWorkspaces, references.Any(static reference => reference.Name.Contains("Workspaces", StringComparison.Ordinal)));
    }

    private static (int, string) Text((int ExitCode, IReadOnlyList<string> Rules) build) => (build.ExitCode, string.Join(' ', build.Rules));
}
