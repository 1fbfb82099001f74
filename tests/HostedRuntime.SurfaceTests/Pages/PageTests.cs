namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>The code of the pages compiles exactly as it is printed, in the project that the page's own commands make.</summary>
/// <remarks>
/// The rule of a page:
/// <list type="number">
/// <item>Each block of C# is a whole file, with its usings. There are no fragments.</item>
/// <item>
/// A block with statements is a <c>Program.cs</c>. The blocks without statements are files next to each program of the page. A page about
/// tests has no program, because the package of the test runner brings it.
/// </item>
/// <item>
/// The <c>sh</c> blocks are the commands that create the project: <c>dotnet new console</c>, then <c>dotnet add package</c> for each
/// package that the code needs. No block repeats the defaults of that project (nullable references, the usings of a console project).
/// </item>
/// <item>Code in a sentence or in a table is not a block, and is not compiled.</item>
/// </list>
/// </remarks>
public sealed class PageTests(PageProjects projects) : IClassFixture<PageProjects>
{
    public static TheoryData<string> PagesWithCode => [.. Page.All.Where(static page => page.HasCode).Select(static page => page.Name)];

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void Code_InNewProject_Builds(string page) => projects.AssertBuilt(Page.Of(page));
}
