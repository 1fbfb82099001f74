using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>The code on the concept pages is code of <c>samples/Concepts</c>, which is run.</summary>
public sealed class ConceptPageTests
{
    public static TheoryData<string> Pages => [.. Page.All.Where(static page => page.Name.StartsWith("docs/concepts/", StringComparison.Ordinal)).Select(static page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void File_OfPage_IsSampleFile(string page)
    {
        var samples = Directory.GetFiles(Repository.PathOf("samples", "Concepts"), "*.cs", SearchOption.AllDirectories)
            .Select(static path => File.ReadAllText(path).ReplaceLineEndings("\n"))
            .ToList();
        var files = Page.Of(page).Files;
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(file, samples));
    }
}
