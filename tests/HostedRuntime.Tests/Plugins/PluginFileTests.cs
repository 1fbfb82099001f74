using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Plugins;

/// <summary>Plugins from files take part in the order, have a load context of their own, and leave the memory after their unload.</summary>
public sealed class PluginFileTests : IDisposable
{
    /// <summary>The source of a plugin that records its hooks and leaves two tasks running, one of them spawned by the other.</summary>
    private const string Census = """
        [DependsOn("base")]
        public sealed class CensusPlugin(Action<string> note, IRuntimeHandle runtime) : RuntimePlugin, IAsyncDisposable
        {
            // If a task is aborted before its body has begun, the body never runs and would note nothing.
            private readonly TaskCompletionSource _innerBegan = new();

            public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
            {
                note($"{context.Name}.Initialize {context.Configuration["Rows"]} {ReferenceEquals(runtime, context.Runtime)} {ReferenceEquals(CurrentTask.Runtime, runtime)}");
                context.Runtime.Spawn(async token =>
                {
                    AsyncRuntime.Handle.Spawn(async own => { _innerBegan.SetResult(); await WaitAsync("inner", own); }).Detach();
                    await WaitAsync("outer", token);
                }).Detach();
                return Task.CompletedTask;
            }

            public override async Task SetupAsync(PluginContext context, CancellationToken cancellationToken) { await _innerBegan.Task; note("census.Setup"); }
            public override Task OnEventAsync(RuntimeEvent runtimeEvent, CancellationToken cancellationToken) { note("census." + runtimeEvent.GetType().Name); return Task.CompletedTask; }
            public override Task StopAsync(CancellationToken cancellationToken) { note("census.Stop"); return Task.CompletedTask; }
            public async ValueTask DisposeAsync() { await Task.Yield(); note("census.Dispose"); }

            private async Task WaitAsync(string name, CancellationToken cancellationToken)
            {
                try { await Task.Delay(Timeout.Infinite, cancellationToken); }
                finally { note($"census.{name} ended"); }
            }
        }
        """;

    private readonly PluginFolder _folder = new();

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddPluginFile_AllPhases_BehavesLikeAnyPlugin()
    {
        var application = Application(_folder.Compile("Census", Census)).Configure("AsyncRuntime:Plugins:Census:Rows", "7").AddPlugin("base");
        using var host = application.Build();
        await host.StartAsync();
        Assert.Equal(["base", "Census"], host.Services.GetRequiredService<IRuntimePlugins>().Names);
        await host.StopAsync();

        Assert.Equal(
            [
                "base.Initialize", "Census.Initialize 7 True True", "base.Setup", "census.Setup", "base.Ready", "census.Ready",
                "base.ExitRequested", "census.ExitRequested", "census.Stop", "base.Stop",
            ],
            application.Journal.Lines.Take(10));
        Assert.Equal(["census.inner ended", "census.outer ended"], application.Journal.Lines.Skip(10).Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(["base.Exited", "census.Exited", "census.Dispose"], application.Journal.Lines.Skip(12));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UnloadAsync_WhileHostRuns_EndsTasksThenFreesCode()
    {
        var application = Application(_folder.Compile("Unloaded", Census)).AddPlugin("base");
        using var host = application.Build();
        await host.StartAsync();
        var other = host.Services.GetRequiredService<IRuntimeHandle>().Spawn(cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken));

        var report = await host.Services.GetRequiredService<IRuntimePlugins>().UnloadAsync("census");

        Assert.Equal(("Census", true), (report.Plugin, report.IsClean));
        Assert.Equal("census.Stop", application.Journal.Lines[6]);
        Assert.Equal(["census.inner ended", "census.outer ended"], application.Journal.Lines.Skip(7).Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(["census.Dispose"], application.Journal.Lines.Skip(9));
        Assert.False(other.IsFinished);
        Assert.Equal(["base"], host.Services.GetRequiredService<IRuntimePlugins>().Names);
        await UntilFreedAsync("plugin:Unloaded.dll", host.Services.GetRequiredService<IRuntimeHandle>());
        Assert.Matches("^Plugin 'Census' of runtime 'default' was unloaded in .*; tasks left running: 0\\.$", application.Logs.Single(42).Message);

        await host.StopAsync();
        Assert.DoesNotContain("census.ExitRequested", application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_WithFilePlugin_FreesItsCode()
    {
        var file = _folder.Compile("Stopped", Census);
        await RunAsync(file);
        await UntilFreedAsync("plugin:Stopped.dll");
        // The file is opened again for each host.
        await RunAsync(file);
        await UntilFreedAsync("plugin:Stopped.dll");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task RunAsync(string file)
        {
            using var host = Application(file).AddPlugin("base").Build();
            await host.StartAsync();
            await host.StopAsync();
        }
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UnloadAsync_TaskIgnoresAbort_ReportsItsName()
    {
        var release = new TaskCompletionSource();
        var application = Application(_folder.Compile("Deaf", """
            public sealed class DeafPlugin(Task release) : RuntimePlugin
            {
                public override async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
                {
                    var started = new TaskCompletionSource();
                    context.Runtime.Spawn(async () => { started.SetResult(); await release; }, new SpawnOptions { Name = "deaf" }).Detach();
                    await started.Task;
                }
            }
            """)).Configure("AsyncRuntime:PluginTimeout", "00:00:00.5");
        application.Services.AddSingleton<Task>(release.Task);
        using var host = application.Build();
        await host.StartAsync();

        var report = await host.Services.GetRequiredService<IRuntimePlugins>().UnloadAsync("Deaf");

        Assert.False(report.IsClean);
        Assert.Equal("deaf", Assert.Single(report.StillRunning).Name);
        release.SetResult();
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UnloadAsync_PluginCannotBeUnloaded_Throws()
    {
        var application = Application(_folder.Compile("Base", "public sealed class BasePlugin : RuntimePlugin;"), _folder.Compile("Needed", Census)).AddPlugin("own", dependsOn: "Census");
        using var host = application.Build();
        var plugins = host.Services.GetRequiredService<IRuntimePlugins>();
        Assert.Equal(
            "The plugins of runtime 'default' are not there before the host starts.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => plugins.UnloadAsync("own"))).Message);
        await host.StartAsync();

        Assert.Equal(
            "Plugin 'own' cannot be unloaded: it is part of the application, and did not come from a file.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => plugins.UnloadAsync("own"))).Message);
        Assert.Equal(
            "Plugin 'Base' cannot be unloaded: 'Census' depends on it.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => plugins.UnloadAsync("base"))).Message);
        Assert.Equal(
            "Runtime 'default' has no initialized plugin 'nobody'. (Parameter 'plugin')",
            (await Assert.ThrowsAsync<ArgumentException>(() => plugins.UnloadAsync("nobody"))).Message);
        Assert.Equal(["Base", "Census", "own"], plugins.Names);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Load_AssembliesNextToFile_AreLoadedUnlessHostHasThem()
    {
        var words = _folder.Compile("Words", """public static class Words { public static string Hello => "hello"; }""");
        var file = _folder.Compile("Speaking", """
            public sealed class SpeakingPlugin(Action<string> note) : RuntimePlugin
            {
                public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
                {
                    note($"{Words.Hello} from {System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof(Words).Assembly)!.Name}");
                    return Task.CompletedTask;
                }
            }
            """, words);
        // A build copies these assemblies next to the plugin. The plugin must still implement the host's IRuntimePlugin.
        foreach (var shared in (string[])["HostedRuntime.dll", "HostedRuntime.Core.dll"])
            File.Copy(Path.Combine(AppContext.BaseDirectory, shared), _folder.PathOf(shared));
        var application = Application(file);
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["hello from plugin:Speaking.dll"], application.Journal.Lines);
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "Words");
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddPluginFile_SeveralClasses_LoadsTheNamedClass()
    {
        var file = _folder.Compile("Several", Several);
        var application = new TestApplication();
        application.Services.AddSingleton<Action<string>>(application.Journal.Add);
        application.Runtime.AddPluginFile(file, "first", "OnePlugin").AddPluginFile(file, "second", "Inner.TwoPlugin");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(["one as first", "two as second"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_InvalidPluginFiles_ReportsAllBeforeInitialize()
    {
        var (missing, text) = (_folder.PathOf("Missing.dll"), _folder.PathOf("Text.dll"));
        await File.WriteAllTextAsync(text, "no assembly");
        var empty = _folder.Compile("Empty", "public sealed class Nothing;");
        var several = _folder.Compile("Several", Several);
        var application = new TestApplication().AddPlugin("fine").AddPlugin("a", dependsOn: "nobody");
        var folder = Path.GetDirectoryName(missing)!;
        application.Runtime.AddPluginFile(missing).AddPluginFile(folder).AddPluginFile(text).AddPluginFile(empty).AddPluginFile(several).AddPluginFile(several, typeName: "ThreePlugin");

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                $"  Plugin file '{missing}' does not exist.",
                $"  Plugin file '{folder}' is a folder; allowed: the file of an assembly.",
                $"  Plugin file '{text}' cannot be loaded: Bad IL format. The format of the file '{text}' is invalid.",
                $"  Plugin file '{empty}' has no public class that implements IRuntimePlugin.",
                $"  Plugin file '{several}' has several plugins: 'OnePlugin', 'Inner.TwoPlugin'. Say which, by the full name of its class.",
                $"  Plugin file '{several}' has no plugin 'ThreePlugin'; plugins: 'OnePlugin', 'Inner.TwoPlugin'.",
                "  'a' depends on 'nobody', which is not registered."),
            refused.Message);
        Assert.Empty(application.Journal.Lines);
        await UntilFreedAsync("plugin:Several.dll");
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ConstructorServiceIsMissing_ReportsPlugin()
    {
        var application = new TestApplication();
        application.Runtime.AddPluginFile(_folder.Compile("Asking", "public sealed class AskingPlugin(Version version) : RuntimePlugin;"));

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            "Plugin 'Asking' failed in Initialize: Unable to resolve service for type 'System.Version' while attempting to activate 'AskingPlugin'.", refused.Message);
        Assert.Equal("Asking", refused.Plugin);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UseRuntime_HostStops_EndsPluginTasksOnly()
    {
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var journal = new Journal();
        builder.Services.AddSingleton<Action<string>>(journal.Add);
        builder.Services.AddAsyncRuntime().UseRuntime(runtime).AddPluginFile(_folder.Compile("Guest", Census)).AddPlugin("base", _ => { });
        using (var host = builder.Build())
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        Assert.Equal(["census.Dispose"], journal.Lines.TakeLast(1));
        Assert.Contains("census.inner ended", journal.Lines);
        Assert.Contains("census.outer ended", journal.Lines);
        Assert.Equal(RuntimeState.Running, runtime.State);
        Assert.Equal(0, runtime.Metrics.AliveTasks);
    }

    public void Dispose() => _folder.Dispose();

    private const string Several = """
        public sealed class OnePlugin(Action<string> note) : RuntimePlugin
        {
            public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) { note("one as " + context.Name); return Task.CompletedTask; }
        }

        namespace Inner
        {
            public sealed class TwoPlugin(Action<string> note) : RuntimePlugin
            {
                public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) { note("two as " + context.Name); return Task.CompletedTask; }
            }

            public abstract class AbstractPlugin : RuntimePlugin;

            internal sealed class HiddenPlugin : RuntimePlugin;
        }
        """;

    internal static TestApplication Application(params string[] files)
    {
        var application = new TestApplication();
        application.Services.AddSingleton<Action<string>>(application.Journal.Add);
        foreach (var file in files)
            application.Runtime.AddPluginFile(file);
        return application;
    }

    /// <summary>
    /// Collects garbage until the load context is gone. If a runtime goes on, this spawns tasks on it, because each worker keeps a
    /// reference to the task that it ran last.
    /// </summary>
    internal static async Task UntilFreedAsync(string context, IRuntimeHandle? runtime = null)
    {
        while (IsLoaded(context))
        {
            if (runtime is not null)
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => runtime.Spawn(() => { }).AsTask()));
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsLoaded(string context) => AssemblyLoadContext.All.Any(loaded => loaded.Name == context);
}
