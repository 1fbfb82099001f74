using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.Tests.Plugins;

/// <summary>Plugins in files, compiled by the test into a folder of their own.</summary>
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

    /// <summary>Compiles an assembly; what it references stands in the folder or is the platform's or the library's.</summary>
    public string Compile(string name, string source, params string[] references) => Compile(name, source, exact: false, references);

    /// <summary>As the other one; if exact, against the platform without the library and without using directives.</summary>
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
