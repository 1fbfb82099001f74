using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.Analyzers.Tests.Verifying;

/// <summary>
/// Compiles sources against the platform and the built libraries, as a program with nullable references and the usual usings.
/// </summary>
internal static class Sources
{
    /// <summary>The usings of a new project, and those of HostedRuntime.</summary>
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static ImmutableArray<MetadataReference> References => s_references;

    public static CSharpParseOptions Language { get; } = new(LanguageVersion.CSharp14);

    public static CSharpCompilationOptions Options { get; } = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>Compiles sources; fails if the compiler reports an error.</summary>
    public static CSharpCompilation Compile(params IEnumerable<string> sources)
    {
        var trees = sources.Prepend(Usings).Select(static (source, i) => CSharpSyntaxTree.ParseText(source, Language, path: $"/0/Test{i}.cs"));
        var compilation = CSharpCompilation.Create("UserCode", trees, s_references, Options);
        AssertNoErrors(compilation);
        return compilation;
    }

    public static void AssertNoErrors(Compilation compilation)
    {
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors.Append<object>(compilation.SyntaxTrees.Last())));
    }
}
