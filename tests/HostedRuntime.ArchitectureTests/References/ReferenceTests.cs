using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace HostedRuntime.ArchitectureTests.References;

/// <summary>
/// The engine references only the platform. The host references the engine and abstractions. Adapters reference the engine and the library
/// they adapt. The dashboard references ASP.NET Core too. The tool references the engine for the records of its snapshots.
/// </summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Projects => SourceProject.Names;

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectFile_References_AreAllowed(string project)
    {
        Assert.True(AllowedReferences.Of.TryGetValue(project, out var allowed), $"{project} has no row in AllowedReferences: add a row with its allowed references.");
        var references = XDocument.Load(new SourceProject(project).ProjectFile).Descendants().ToList();
        // A project that is only built before is no reference: the package of the engine contains the analyzers.
        var projects = Included(references.Where(static element => (string?)element.Attribute("ReferenceOutputAssembly") != "false"), "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Empty(projects.Except(allowed.Projects));
        Assert.DoesNotContain(Included(references, "PackageReference"), package => !allowed.AllowsPackage(package));
        Assert.Empty(Included(references, "FrameworkReference").Except(allowed.Frameworks));
        Assert.Empty(Included(references, "Reference"));
    }

    [Theory]
    [InlineData("HostedRuntime.Core")]
    [InlineData("HostedRuntime")]
    [InlineData("HostedRuntime.Dashboard")]
    [InlineData("HostedRuntime.OpenTelemetry")]
    [InlineData("HostedRuntime.Orleans")]
    [InlineData("HostedRuntime.Serilog")]
    [InlineData("HostedRuntime.Testing")]
    [InlineData("HostedRuntime.Tool")]
    public void Assembly_References_AreAllowed(string project)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        Assert.DoesNotContain(references, name => !AllowedReferences.Of[project].AllowsAssembly(name));
    }

    /// <summary>The tool reads the snapshots of another process, so it needs the records and no engine of its own.</summary>
    [Fact]
    public void Tool_TypesOfEngine_AreOnlyOfDiagnostics()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "HostedRuntime.Tool.dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var types = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == "HostedRuntime.Core")
            .Select(type => metadata.GetString(type.Namespace))
            .ToList();

        Assert.NotEmpty(types);
        Assert.All(types, static name => Assert.Equal("HostedRuntime.Diagnostics", name));
    }

    private static IEnumerable<string> Included(IEnumerable<XElement> elements, string kind)
        => elements.Where(element => element.Name.LocalName == kind).Select(element => (string?)element.Attribute("Include") ?? "");
}
