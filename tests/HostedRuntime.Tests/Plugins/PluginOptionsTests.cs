using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Plugins;

/// <summary>A plugin's options are bound from its section and validated before anything starts.</summary>
public sealed class PluginOptionsTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddPlugin_Options_AreBoundFromPluginSection(bool byReflection)
    {
        var application = Application(byReflection).Configure("AsyncRuntime:Plugins:Report:Rows", "7").Configure("AsyncRuntime:Plugins:Report:Names:0", "x");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["Report initialized: 7 x"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddPlugin_NoSection_HasDefaults()
    {
        var application = Application(byReflection: true);
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(["Report initialized: 20 "], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddPlugin_OnNamedRuntime_ReadsSectionOfThatRuntime()
    {
        var application = new TestApplication().Configure("AsyncRuntime:Runtimes:cpu:Plugins:stats:Rows", "9");
        application.Services.AddSingleton(application.Journal);
        application.AddRuntime("cpu").AddPlugin<ReportPlugin, ReportOptions>("stats");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(["stats initialized: 9 "], application.Journal.Lines);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true, "Rows", "abc", "Failed to convert configuration value 'abc' at 'AsyncRuntime:Plugins:Report:Rows' to type 'System.Int32'.")]
    [InlineData(false, "Rows", "abc", "Failed to convert configuration value 'abc' at 'AsyncRuntime:Plugins:Report:Rows' to type 'System.Int32'.")]
    [InlineData(true, "Row", "5", "AsyncRuntime:Plugins:Report:Row is not an option; did you mean 'Rows'?")]
    [InlineData(false, "Colour", "red", "AsyncRuntime:Plugins:Report:Colour is not an option; options: Rows, Names.")]
    [InlineData(true, "Rows", "0", "DataAnnotation validation failed for 'ReportOptions' members: 'Rows' with the error: 'The field Rows must be between 1 and 10000.'.")]
    public async Task StartAsync_SectionIsInvalid_ThrowsBeforeInitialize(bool byReflection, string key, string value, string message)
    {
        var application = Application(byReflection).AddPlugin("other").Configure($"AsyncRuntime:Plugins:Report:{key}", value);
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal([message], refused.Failures);
        Assert.Equal(typeof(ReportOptions), refused.OptionsType);
        Assert.Empty(application.Journal.Lines);
        Assert.Equal(0, application.Threads.Started);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_SectionIsScalar_Throws()
    {
        var application = Application(byReflection: true).Configure("AsyncRuntime:Plugins:Report", "on");
        using var host = application.Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["AsyncRuntime:Plugins:Report is 'on'; allowed: a section."], refused.Failures);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_SeveralErrors_ThrowsOneMessage()
    {
        var application = Application(byReflection: true)
            .Configure("AsyncRuntime:WorkerThreads", "0")
            .Configure("AsyncRuntime:Plugins:Report:Row", "1")
            .Configure("AsyncRuntime:Plugins:Report:Rows", "abc");
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync());

        Assert.Equal(
            [
                "AsyncRuntime:WorkerThreads is 0; allowed: 1 to 1024.",
                "AsyncRuntime:Plugins:Report:Row is not an option; did you mean 'Rows'?",
                "Failed to convert configuration value 'abc' at 'AsyncRuntime:Plugins:Report:Rows' to type 'System.Int32'.",
            ],
            refused.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ValidatorInServices_IsCalled()
    {
        var application = Application(byReflection: false).Configure("AsyncRuntime:Plugins:Report:Rows", "13");
        application.Services.AddSingleton<IValidateOptions<ReportOptions>, ReportOptionsValidator>();
        using var host = application.Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["Rows is 13; that is too unlucky."], refused.Failures);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Monitor_SectionChanges_HasNewOptions()
    {
        var application = Application(byReflection: true).Configure("AsyncRuntime:Plugins:Report:Rows", "7");
        using var host = application.Build();
        await host.StartAsync();
        var monitor = host.Services.GetRequiredService<IOptionsMonitor<ReportOptions>>();
        Assert.Equal(7, monitor.CurrentValue.Rows);

        application.Configuration["AsyncRuntime:Plugins:Report:Rows"] = "8";
        ((IConfigurationRoot)application.Configuration).Reload();

        Assert.Equal(8, monitor.CurrentValue.Rows);
        await host.StopAsync();
    }

    [Fact]
    public void AddPlugin_OptionsOfAnotherPlugin_Throws()
    {
        var runtime = new TestApplication().Runtime.AddPlugin<ReportPlugin, ReportOptions>("one");

        var refused = Assert.Throws<ArgumentException>(() => runtime.AddPlugin<OtherPlugin, ReportOptions>("two"));

        Assert.Equal("ReportOptions are the options of the plugin of 'AsyncRuntime:Plugins:one' already, and cannot be those of the one of 'AsyncRuntime:Plugins:two' too.", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_OneClassUnderTwoNames_Throws()
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);
        application.Runtime.AddPlugin<OtherPlugin>("one").AddPlugin<OtherPlugin>("two");

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            string.Join(Environment.NewLine, "The plugins of runtime 'default' cannot start:", "  OtherPlugin is the class of 'one', 'two': of a class there is one instance."),
            refused.Message);
    }

    private static TestApplication Application(bool byReflection)
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);
        if (byReflection)
            application.Runtime.AddPlugin<ReportPlugin, ReportOptions>();
        else
            application.Runtime.AddPlugin<ReportPlugin, ReportOptions>((section, options) => section.Bind(options));
        return application;
    }

    public sealed class ReportOptions
    {
        [Range(1, 10_000)]
        public int Rows { get; set; } = 20;

        public IList<string> Names { get; } = [];
    }

    private sealed class ReportOptionsValidator : IValidateOptions<ReportOptions>
    {
        public ValidateOptionsResult Validate(string? name, ReportOptions options)
            => options.Rows == 13 ? ValidateOptionsResult.Fail("Rows is 13; that is too unlucky.") : ValidateOptionsResult.Success;
    }

    private sealed class ReportPlugin(IOptions<ReportOptions> options, Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken)
            => journal.Note($"{context.Name} initialized: {options.Value.Rows} {string.Join(',', options.Value.Names)}");
    }

    private sealed class OtherPlugin : RuntimePlugin;
}
