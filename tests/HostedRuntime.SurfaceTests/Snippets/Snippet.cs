using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.SurfaceTests.Snippets;

/// <summary>User code that is compiled against the built library and sees only its public members.</summary>
internal sealed class Snippet
{
    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp14);
    private static readonly CSharpCompilation s_program = CSharpCompilation.Create(
        "UserCode",
        [CSharpSyntaxTree.ParseText(Surroundings.Members, s_language)],
        Assemblies.PlatformAndCore,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            // Many shapes are async without an await, because only their types matter. The library is built for another version of the
            // platform if the tests run on a newer one, and the SDK suppresses that warning too.
            specificDiagnosticOptions: [new("CS1998", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress)]));

    private readonly SyntaxTree _tree;
    private readonly CSharpCompilation _compilation;

    private Snippet(string source)
    {
        _tree = CSharpSyntaxTree.ParseText(source, s_language);
        _compilation = s_program.AddSyntaxTrees(_tree);
        // Emitted, because an await across a ref struct is found only when the state machine is built.
        Diagnostics = [.. _compilation.Emit(Stream.Null).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }

    /// <summary>Errors and warnings. A build with warnings as errors fails on both.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public IEnumerable<string> DiagnosticIds => Diagnostics.Select(diagnostic => diagnostic.Id).Distinct().Order(StringComparer.Ordinal);

    public static Snippet OfStatements(string statements) => new(Surroundings.Around("void Shape()", statements));

    public static Snippet OfAsyncStatements(string statements) => new(Surroundings.Around("async Task Shape()", statements));

    public static Snippet OfMembers(string members) => new(Surroundings.Usings + members);

    /// <summary>Returns the overload that the outermost call to a verb binds to, with its type arguments.</summary>
    public IMethodSymbol Verb()
    {
        var model = _compilation.GetSemanticModel(_tree);
        return _tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(call => model.GetSymbolInfo(call).Symbol)
            .OfType<IMethodSymbol>()
            .First(method => method.ContainingType.Name is nameof(RuntimeHandleExtensions) or nameof(AsyncRuntime) or nameof(TaskScopes) or nameof(JoinSet) or nameof(JoinMap<>));
    }
}
