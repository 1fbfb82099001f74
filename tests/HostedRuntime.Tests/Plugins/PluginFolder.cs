using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.Tests.Plugins;

/// <summary>A folder of plugin assemblies that the test compiles.</summary>
internal sealed class PluginFolder : IDisposable
{
    private const string Usings = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using HostedRuntime;

        """;

    private static readonly MetadataReference[] s_platform
        = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(assembly => MetadataReference.CreateFromFile(assembly))];

    private readonly string _path = Directory.CreateTempSubdirectory("plugins").FullName;

    public string PathOf(string file) => Path.Combine(_path, file);

    /// <summary>Compiles an assembly. It may reference assemblies of the folder, of the platform and of the library.</summary>
    public string Compile(string name, string source, params string[] references) => Compile(name, source, exact: false, references);

    /// <summary>
    /// Compiles an assembly. If <paramref name="exact"/>, it gets neither a reference to the library nor our using directives.
    /// </summary>
    public string Compile(string name, string source, bool exact, params string[] references)
    {
        var path = PathOf(name + ".dll");
        var result = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(exact ? source : Usings + source)],
            [
                .. exact ? s_platform.Where(static platform => !Path.GetFileName(platform.Display!).StartsWith("HostedRuntime", StringComparison.Ordinal)) : s_platform,
                .. references.Select(reference => MetadataReference.CreateFromFile(reference)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)).Emit(path);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
