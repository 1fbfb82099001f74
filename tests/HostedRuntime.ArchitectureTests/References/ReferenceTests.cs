using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace HostedRuntime.ArchitectureTests.References;

/// <summary>
/// The engine references only the platform. The host references the engine and abstractions. Adapters reference the engine and the library
/// they adapt.
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
        var projects = Included(references, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Empty(projects.Except(allowed.Projects));
        Assert.DoesNotContain(Included(references, "PackageReference"), package => !allowed.AllowsPackage(package));
        Assert.Empty(Included(references, "FrameworkReference"));
        Assert.Empty(Included(references, "Reference"));
    }

    [Theory]
    [InlineData("HostedRuntime.Core")]
    [InlineData("HostedRuntime")]
    [InlineData("HostedRuntime.Serilog")]
    public void Assembly_References_AreAllowed(string project)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        Assert.DoesNotContain(references, name => !AllowedReferences.Of[project].AllowsAssembly(name));
    }

    private static IEnumerable<string> Included(IEnumerable<XElement> elements, string kind)
        => elements.Where(element => element.Name.LocalName == kind).Select(element => (string?)element.Attribute("Include") ?? "");
}
