using HostedRuntime.Analyzers.Tests.Verifying;

namespace HostedRuntime.Analyzers.Tests.Rules.Setup;

/// <summary>HRT020: names of plugins and commands that do not fit, and names that do.</summary>
public sealed class PluginWiringTests
{
    public static TheoryData<string> Wrong =>
    [
        """[DependsOn([|"stroage"|])] public sealed class Web : RuntimePlugin { } public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddPlugin("storage", _ => { }).AddPlugin<Web>(); }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddPlugin("storage", _ => { }).AddPlugin("web", p => p.DependsOn([|"stroage"|])); }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b) { b.AddPlugin("a", _ => { }); b.AddPlugin([|"A"|], _ => { }); } }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddCommand("go", ct => Task.CompletedTask).AddCommand([|"go"|], ct => Task.CompletedTask); }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddCommand([|"store:add"|], ct => Task.CompletedTask); }""",
    ];

    public static TheoryData<string> Right =>
    [
        """[DependsOn("storage")] public sealed class Web : RuntimePlugin { } public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddPlugin("storage", _ => { }).AddPlugin<Web>(); }""",
        """public sealed class StoragePlugin : RuntimePlugin { } [DependsOn("storage")] public sealed class Web : RuntimePlugin { } public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddPlugin<StoragePlugin>().AddPlugin<Web>(); }""",
        """[DependsOn("elsewhere")] public sealed class Web : RuntimePlugin { }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b, string name) => b.AddPlugin(name, _ => { }).AddPlugin("web", p => p.DependsOn("storage")); }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b, bool x) { if (x) b.AddPlugin("a", _ => { }); else b.AddPlugin("a", _ => { }); } }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b, IAsyncRuntimeBuilder c) { b.AddPlugin("a", _ => { }); c.AddPlugin("a", _ => { }); } }""",
        """public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddCommand("plugin:store|add", ct => Task.CompletedTask).AddCommand("go", ct => Task.CompletedTask); }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Names_ThatDoNotFit_AreReported(string source) => Verifier.SourceAsync("HRT020", "using HostedRuntime;\n" + source);

    [Theory]
    [MemberData(nameof(Right))]
    public Task Names_ThatFit_AreNotReported(string source) => Verifier.SourceAsync("HRT020", "using HostedRuntime;\n" + source);

    [Fact]
    public async Task MissingPlugin_WithNearName_IsSuggested()
    {
        var source = """
            using HostedRuntime;
            public static class P { public static void M(IAsyncRuntimeBuilder b) => b.AddPlugin("storage", _ => { }).AddPlugin("web", p => p.DependsOn("stroage")); }
            """;
        var found = Assert.Single(await Verifier.RunAsync(Sources.Compile(source)));
        Assert.Equal("No plugin is named 'stroage': did you mean 'storage'?", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
