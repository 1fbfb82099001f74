using System.Reflection;
using HostedRuntime.ArchitectureTests;
using HostedRuntime.SurfaceTests.Snippets;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>The page about the API has a row for each library with a public surface, and for each public namespace.</summary>
public sealed class ApiGuideTests
{
    private static readonly Guide s_page = new("docs", "api", "README.md");

    /// <summary>The names of the records of the public surface, which other tests compare with the libraries.</summary>
    private static readonly string[] s_libraries
        = [.. Directory.GetFiles(Repository.PathOf("docs", "api"), "*.txt").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Packages_OfPage_AreLibraries() => Assert.Equal(s_libraries, NamesUnder("## Packages"));

    [Fact]
    public void Namespaces_OfPage_AreThoseOfLibraries()
    {
        var namespaces = s_libraries.SelectMany(static library => Assembly.Load(library).GetExportedTypes()).Select(static type => type.Namespace!)
            .Where(static name => name.StartsWith("HostedRuntime", StringComparison.Ordinal));
        Assert.Equal(namespaces.Distinct().Order(StringComparer.Ordinal), NamesUnder("## Namespaces"));
    }

    private static IEnumerable<string> NamesUnder(string heading) => s_page.RowsUnder(heading).Select(static cells => cells[0].Trim('`')).Order(StringComparer.Ordinal);
}
