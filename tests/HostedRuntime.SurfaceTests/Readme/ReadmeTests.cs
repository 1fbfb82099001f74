using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.SurfaceTests.Readme;

/// <summary>What the README shows is true: its example compiles, its table lists the options that there are.</summary>
public sealed class ReadmeTests
{
    /// <summary>What the example takes from its reader's application.</summary>
    private const string Surroundings = """
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using HostedRuntime;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using static Application;

        var cache = new Cache();

        """;

    private const string Application = """
        using System.Threading;
        using System.Threading.Tasks;

        internal static class Application
        {
            public static Task IndexAsync(string text, CancellationToken ct) => Task.CompletedTask;
            public static Task WatchAsync(CancellationToken ct) => Task.CompletedTask;
        }

        internal sealed class Cache
        {
            public Task LoadAsync(CancellationToken ct) => Task.CompletedTask;
            public Task FlushAsync(CancellationToken ct) => Task.CompletedTask;
        }
        """;

    private static readonly Guide s_readme = new("README.md");

    [Fact]
    public void Example_Compiles()
    {
        var example = s_readme.Blocks("csharp")[0];
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(Surroundings + example), CSharpSyntaxTree.ParseText(Application)],
            Assemblies.All,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void ConfigurationTable_ListsEveryOptionAndNoOther()
    {
        var options = typeof(RuntimeOptions).GetProperties().Select(property => property.Name).Append("Plugins:<name>");
        Assert.Equal(options.Order(StringComparer.Ordinal), s_readme.KeysUnder("## Configuration").Order(StringComparer.Ordinal));
    }
}
