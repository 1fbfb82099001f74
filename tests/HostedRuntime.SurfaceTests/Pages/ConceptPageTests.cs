using HostedRuntime.ArchitectureTests;

namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>The code on the concept pages is code of <c>samples/Concepts</c> or <c>samples/Testing</c>, which are run.</summary>
public sealed class ConceptPageTests
{
    private static readonly string[] s_folders = ["Concepts", "Testing"];

    public static TheoryData<string> Pages => [.. Page.All.Where(static page => page.Name.StartsWith("docs/concepts/", StringComparison.Ordinal)).Select(static page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void File_OfPage_IsSampleFile(string page)
    {
        var samples = s_folders.SelectMany(static folder => Directory.GetFiles(Repository.PathOf("samples", folder), "*.cs", SearchOption.AllDirectories))
            .Select(static path => File.ReadAllText(path).ReplaceLineEndings("\n"))
            .ToList();
        var files = Page.Of(page).Files;
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(file, samples));
    }
}
