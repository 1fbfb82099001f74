using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using HostedRuntime.ArchitectureTests;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>
/// The existing names: types and members of the libraries and of their references, of any visibility, and types and methods of tests,
/// samples and analyzers.
/// </summary>
internal static class KnownNames
{
    private static readonly string[] s_libraries = ["System.", "Microsoft.Extensions.", "HostedRuntime.", "OpenTelemetry.", "Orleans.", "Serilog."];

    private static readonly HashSet<string> s_all = [.. InAssemblies(), .. InSources("tests"), .. InSources("samples"), .. InSources("src/HostedRuntime.Analyzers")];

    public static bool Contains(string name) => s_all.Contains(name) || s_all.Contains(name + "Attribute");

    private static IEnumerable<string> InAssemblies()
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Array.Exists(s_libraries, prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal)))
            .SelectMany(InAssembly);

    private static List<string> InAssembly(string path)
    {
        using var assembly = new PEReader(File.OpenRead(path));
        var reader = assembly.GetMetadataReader();
        return
        [
            // Without the number of type parameters.
            .. reader.TypeDefinitions.Select(handle => reader.GetString(reader.GetTypeDefinition(handle).Name).Split('`')[0]),
            .. reader.TypeDefinitions.Select(handle => reader.GetString(reader.GetTypeDefinition(handle).Namespace)).Distinct().SelectMany(static name => name.Split('.')),
            .. Enumerable.Range(1, reader.GetTableRowCount(TableIndex.GenericParam)).Select(row => reader.GetString(reader.GetGenericParameter(MetadataTokens.GenericParameterHandle(row)).Name)),
            .. reader.MethodDefinitions.Select(handle => reader.GetString(reader.GetMethodDefinition(handle).Name)),
            .. reader.PropertyDefinitions.Select(handle => reader.GetString(reader.GetPropertyDefinition(handle).Name)),
            .. reader.EventDefinitions.Select(handle => reader.GetString(reader.GetEventDefinition(handle).Name)),
            .. reader.FieldDefinitions.Select(handle => reader.GetString(reader.GetFieldDefinition(handle).Name)),
        ];
    }

    private static IEnumerable<string> InSources(string folder)
        => Directory.GetFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>())
            .SelectMany(static member => member switch
            {
                BaseTypeDeclarationSyntax type => [type.Identifier.Text],
                MethodDeclarationSyntax method => [method.Identifier.Text],
                BaseNamespaceDeclarationSyntax space => space.Name.ToString().Split('.'),
                _ => Array.Empty<string>(),
            });
}
