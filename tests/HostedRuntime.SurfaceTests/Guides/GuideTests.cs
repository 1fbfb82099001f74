using HostedRuntime.SurfaceTests.Snippets;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HostedRuntime.SurfaceTests.Guides;

/// <summary>What the guides of the host show is true: their snippets compile, their configuration is accepted, their messages are those that come.</summary>
public sealed class GuideTests
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using HostedRuntime;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;

        """;

    private const string Builder = "var builder = Host.CreateApplicationBuilder(args);\n";

    private static readonly Guide s_configuration = new("docs", "configuration.md");

    public static TheoryData<string, int> SnippetsOfGuides
    {
        get
        {
            var snippets = new TheoryData<string, int>();
            foreach (var guide in new[] { "getting-started.md", "configuration.md" })
            {
                for (var i = 0; i < new Guide("docs", guide).Blocks("csharp").Count; i++)
                    snippets.Add(guide, i);
            }

            return snippets;
        }
    }

    [Theory]
    [MemberData(nameof(SnippetsOfGuides))]
    public void Snippet_InAProgram_Compiles(string guide, int index)
    {
        var snippet = new Guide("docs", guide).Blocks("csharp")[index];
        var program = Usings + (snippet.Contains("var builder", StringComparison.Ordinal) ? "" : Builder) + snippet;
        var compilation = CSharpCompilation.Create(
            "Guide",
            [CSharpSyntaxTree.ParseText(program)],
            Assemblies.All,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public async Task ConfigurationExample_InAHost_IsAccepted()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(s_configuration.Blocks("json").Single()));
        builder.Configuration.AddJsonStream(json);
        builder.Services.AddAsyncRuntime();
        builder.Services.AddAsyncRuntime("database");
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal(4, host.Services.GetRequiredService<IRuntimeHandle>().Metrics.Workers.Count);
        await host.StopAsync();
    }

    [Fact]
    public async Task ErrorExample_InAHost_IsWhatComes()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["AsyncRuntime:WorkerThreads"] = "0";
        builder.Configuration["AsyncRuntime:ShutdownTimeout"] = "soon";
        builder.Configuration["AsyncRuntime:StallTreshold"] = "00:00:01";
        builder.Configuration["AsyncRuntime:Runtimes:cpus:WorkerThreads"] = "1";
        builder.Configuration["AsyncRuntime:Plugins:cahce:Size"] = "1";
        builder.Services.AddAsyncRuntime().AddPlugin("cache", static _ => { });
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(s_configuration.Blocks("")[0].TrimEnd(), refused.Message.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void OptionTable_ListsEveryOptionAndNoOther()
        => Assert.Equal(
            typeof(RuntimeOptions).GetProperties().Select(property => property.Name).Append("Plugins:<name>").Order(StringComparer.Ordinal),
            s_configuration.KeysUnder("## Options").Order(StringComparer.Ordinal));
}
