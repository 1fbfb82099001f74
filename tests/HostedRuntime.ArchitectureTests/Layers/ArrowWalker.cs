using HostedRuntime.ArchitectureTests.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>
/// Compiles sources and finds the folder that declares the symbol of each name, each <c>var</c> and each target-typed <c>new</c>. Comments
/// do not count, because a cref may point anywhere.
/// </summary>
internal sealed class ArrowWalker
{
    /// <summary>
    /// The error for a partial method without a body. Ignored, because a generator writes the body, and generators do not run here.
    /// </summary>
    private const string HalfOfAGenerator = "CS8795";

    /// <summary>Marks a class of which a generator writes the other half, and its uses. Errors in their files are ignored too.</summary>
    private static readonly string[] s_generatedHalves = ["[JsonSerializable(", "JsonContext.Default"];

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp14);

    private readonly CSharpCompilation _compilation;

    /// <param name="files">The sources of one project.</param>
    /// <param name="references">The assemblies that they are compiled against, besides those of the platform.</param>
    public ArrowWalker(IEnumerable<SourceFile> files, AllowedReferences references)
        => _compilation = CSharpCompilation.Create(
            "Walked",
            files.Select(file => CSharpSyntaxTree.ParseText(file.Text, s_language, file.Path)).Append(CSharpSyntaxTree.ParseText(ImplicitUsings, s_language)),
            AssembliesOf(references),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The errors of the compilation. If there are any, the walk would miss symbols.</summary>
    public IEnumerable<Diagnostic> Errors
        => _compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != HalfOfAGenerator && !IsInGeneratedHalf(diagnostic));

    private static bool IsInGeneratedHalf(Diagnostic diagnostic)
        => diagnostic.Location.SourceTree is { } tree && s_generatedHalves.Any(half => tree.ToString().Contains(half, StringComparison.Ordinal));

    private static string ImplicitUsings => """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public IEnumerable<Arrow> Arrows()
        => _compilation.SyntaxTrees
            .Where(tree => tree.FilePath.Length > 0)
            .SelectMany(tree => ArrowsOf(tree, _compilation.GetSemanticModel(tree)));

    private static IEnumerable<Arrow> ArrowsOf(SyntaxTree tree, SemanticModel model)
    {
        var from = SourceFile.FolderOf(tree.FilePath);
        foreach (var node in tree.GetRoot().DescendantNodes().Where(node => node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
        {
            if (Meant(model, node) is not { } symbol)
                continue;
            var declaredIn = symbol.DeclaringSyntaxReferences.Select(reference => SourceFile.FolderOf(reference.SyntaxTree.FilePath)).ToList();
            if (declaredIn.Count > 0 && !declaredIn.Contains(from))
                yield return new Arrow(from, declaredIn[0], tree.FilePath, tree.GetLineSpan(node.Span).StartLinePosition.Line + 1, symbol.ToDisplayString());
        }
    }

    private static ISymbol? Meant(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        var symbol = (info.Symbol ?? info.CandidateSymbols.FirstOrDefault())?.OriginalDefinition;
        if (symbol is IMethodSymbol { ReducedFrom: { } extension })
            symbol = extension;
        if (symbol is INamespaceSymbol)
            return null;

        // An implicit constructor has no declaration, so its type counts.
        return symbol is { DeclaringSyntaxReferences.IsEmpty: true, ContainingType: { } type } ? type.OriginalDefinition : symbol;
    }

    private static IEnumerable<MetadataReference> AssembliesOf(AllowedReferences references)
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => references.AllowsAssembly(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
}
