using HostedRuntime.Tests.Plugins;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Configuration;

/// <summary>Sections of plugins and runtimes that were not added are refused as typing errors, with the nearest name.</summary>
public sealed class StraySectionTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenSectionsHaveNoPlugin_ThrowsOneMessage()
    {
        var application = new TestApplication()
            .Configure("AsyncRuntime:Plugins:cahce:Rows", "3")
            .Configure("AsyncRuntime:Plugins:CACHE:Rows", "3")
            .Configure("AsyncRuntime:Plugins:resize:Rows", "3")
            .Configure("AsyncRuntime:Plugins:setup:Rows", "3")
            .Configure("AsyncRuntime:Runtimes:cpu:Plugins:x:Rows", "3")
            .Configure("AsyncRuntime:Runtimes:default:WorkerThreads", "3")
            .AddPlugin("cache");
        application.AddRuntime("cpu").AddPlugin("resize", _ => { });
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "AsyncRuntime:Runtimes:default is of no runtime that was added; the section of the default one is AsyncRuntime.",
                "AsyncRuntime:Plugins:cahce is of no plugin that was added; did you mean 'cache'?",
                "AsyncRuntime:Plugins:resize is of no plugin that was added; 'resize' is a plugin of runtime 'cpu', and its section is AsyncRuntime:Runtimes:cpu:Plugins:resize.",
                "AsyncRuntime:Plugins:setup is of no plugin that was added; plugins: cache.",
                "AsyncRuntime:Runtimes:cpu:Plugins:x is of no plugin that was added; plugins: resize."),
            refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenSectionIsAValue_Throws()
    {
        using var host = new TestApplication().Configure("AsyncRuntime:Plugins", "cache").Configure("AsyncRuntime:Runtimes", "cpu").Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            string.Join(Environment.NewLine, "AsyncRuntime:Runtimes is 'cpu'; allowed: a section.", "AsyncRuntime:Plugins is 'cache'; allowed: a section."),
            refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenSetupHooksHaveASection_Starts()
    {
        var application = new TestApplication().Configure("AsyncRuntime:Plugins:setup:Rows", "3");
        application.Runtime.AddSetup((context, _) => application.Journal.Note(context.Configuration["Rows"]!));
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["3"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenFileNamesThePlugin_ThrowsAfterLoad()
    {
        using var folder = new PluginFolder();
        var application = new TestApplication().Configure("AsyncRuntime:Plugins:Sesnor:Rows", "3");
        application.Runtime.AddPluginFile(folder.Compile("Stray", "public sealed class SensorPlugin : RuntimePlugin;"));

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                "  AsyncRuntime:Plugins:Sesnor is of no plugin that was added; did you mean 'Sensor'?"),
            refused.Message);
    }
}
