using System.Text.RegularExpressions;
using HostedRuntime.ArchitectureTests;
using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.SurfaceTests.Readme;

/// <summary>The pages for those who come from elsewhere: their code compiles, in a program that has what they name.</summary>
public sealed class MigrationPageTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text.Json;
        global using System.Text.Json.Serialization;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using HostedRuntime;
        global using HostedRuntime.Channels;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Microsoft.Extensions.Options;
        """;

    /// <summary>What a snippet takes from its reader's application, unless it brings it itself.</summary>
    private static readonly (string Name, string Source)[] s_application =
    [
        ("class Database", "class Database { public Task OpenAsync(CancellationToken ct) => Task.CompletedTask; public Task StoreAsync(int files, CancellationToken ct) => Task.CompletedTask; }"),
        ("class CensusPlugin", "class CensusPlugin : RuntimePlugin;"),
        ("class CensusOptions", "class CensusOptions;"),
        ("record Greet", "record Greet(string Name);"),
        ("class CountContext", "static class CountContext { public static System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver Default => null!; }"),
        ("class VendorClient", "class VendorClient { public Invoice Fetch(int id) => new(); }"),
        ("class Invoice", "class Invoice;"),
        ("class Mail", "class Mail;"),
    ];

    public static TheoryData<string> Pages => ["from-tauri.md", "from-threadpool.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippets_Compile(string page)
    {
        var snippets = File.ReadAllText(Repository.PathOf("docs", page)).Split("```csharp\n").Skip(1).Select(static part => part.Split("```")[0]).ToList();
        Assert.Equal(page == "from-tauri.md" ? 5 : 3, snippets.Count);
        Assert.All(snippets, snippet => Assert.Empty(Errors(snippet)));
    }

    private static IEnumerable<Diagnostic> Errors(string snippet)
    {
        // A snippet that begins with a type has no statements of its own to come before it.
        var builder = snippet.Contains("var builder", StringComparison.Ordinal) ? "" : "var builder = Host.CreateApplicationBuilder(args);\n";
        var host = snippet.Contains("host.", StringComparison.Ordinal) ? "var host = builder.Build();\n" : "";
        var missing = s_application.Where(part => !Regex.IsMatch(snippet, part.Name + @"\b")).Select(static part => part.Source);
        return CSharpCompilation.Create(
                "Page",
                [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(builder + host + snippet), CSharpSyntaxTree.ParseText(string.Join('\n', missing))],
                Assemblies.All,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
