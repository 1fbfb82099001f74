using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Configuration;

public sealed class RuntimeOptionsTests
{
    [Fact]
    public void Value_EveryOptionConfigured_IsRead()
    {
        var options = Read(
            ("WorkerThreads", "3"),
            ("MaxBlockingThreads", "7"),
            ("BlockingQueueLimit", "9"),
            ("BlockingThreadKeepAlive", "00:00:01.5"),
            ("ThreadName", "census"),
            ("ThreadStackSize", "262144"),
            ("ThreadPriority", "belownormal"),
            ("WorkerAffinity", Processors.First),
            ("GlobalQueueInterval", "31"),
            ("StallThreshold", "00:00:00.25"),
            ("MaxCompensatingThreads", "5"),
            ("ShutdownTimeout", "00:00:00"),
            ("PluginTimeout", "1.00:00:00"),
            ("UnhandledFaults", "Stop"),
            ("FaultObservationDelay", "00:00:01.5"),
            ("MeasureTaskTimes", "True"));

        Assert.Equal(3, options.WorkerThreads);
        Assert.Equal(7, options.MaxBlockingThreads);
        Assert.Equal(9, options.BlockingQueueLimit);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.BlockingThreadKeepAlive);
        Assert.Equal("census", options.ThreadName);
        Assert.Equal(262144, options.ThreadStackSize);
        Assert.Equal(ThreadPriority.BelowNormal, options.ThreadPriority);
        Assert.Equal(Processors.First, options.WorkerAffinity ?? "");
        Assert.Equal(31, options.GlobalQueueInterval);
        Assert.Equal(TimeSpan.FromSeconds(0.25), options.StallThreshold);
        Assert.Equal(5, options.MaxCompensatingThreads);
        Assert.Equal(TimeSpan.Zero, options.ShutdownTimeout);
        Assert.Equal(TimeSpan.FromDays(1), options.PluginTimeout);
        Assert.Equal(UnhandledFaultBehavior.Stop, options.UnhandledFaults);
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.FaultObservationDelay);
        Assert.True(options.MeasureTaskTimes);
    }

    [Fact]
    public void Value_NothingConfigured_IsDefault()
    {
        var options = Read();

        Assert.Equal(Environment.ProcessorCount, options.WorkerThreads);
        Assert.Null(options.ThreadName);
        Assert.Null(options.GlobalQueueInterval);
    }

    [Fact]
    public void Value_KeyInOtherCase_IsRead() => Assert.Equal(3, Read(("workerthreads", "3")).WorkerThreads);

    [Fact]
    public void Value_Null_IsDefault() => Assert.Equal(512, Read(("MaxBlockingThreads", null)).MaxBlockingThreads);

    [Fact]
    public void Value_StallThresholdNever_IsRead() => Assert.Equal(Timeout.InfiniteTimeSpan, Read(("StallThreshold", "-00:00:00.001")).StallThreshold);

    [Fact]
    public void Value_GlobalQueueIntervalEmpty_IsNone()
    {
        using var provider = Provider(options => options.GlobalQueueInterval ??= 5, ("GlobalQueueInterval", ""));
        Assert.Equal(5, provider.GetRequiredService<IOptions<RuntimeOptions>>().Value.GlobalQueueInterval);
    }

    [Fact]
    public void Value_CodeAndConfiguration_CodeRunsLast()
    {
        using var provider = Provider(options => options.WorkerThreads *= 2, ("WorkerThreads", "3"));
        Assert.Equal(6, provider.GetRequiredService<IOptions<RuntimeOptions>>().Value.WorkerThreads);
    }

    [Fact]
    public void Value_FromEnvironmentVariables_IsRead()
    {
        var prefix = $"T{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable($"{prefix}AsyncRuntime__WorkerThreads", "4");
        Environment.SetEnvironmentVariable($"{prefix}AsyncRuntime__Plugins__census__Depth", "9");
        var application = new TestApplication();
        application.Configuration.AddEnvironmentVariables(prefix);
        using var host = application.Build();

        Assert.Equal(4, host.Services.GetRequiredService<IOptions<RuntimeOptions>>().Value.WorkerThreads);
    }

    [Fact]
    public void Value_KnownSubsections_AreAccepted() => Assert.NotNull(Read(("Plugins:census:Depth", "9"), ("Runtimes:cpu:WorkerThreads", "1")));

    [Fact]
    public void Value_OfAnotherName_IsIgnored()
    {
        using var provider = Provider(null, ("WorkerThreads", "0"));
        Assert.NotNull(provider.GetRequiredService<IOptionsMonitor<RuntimeOptions>>().Get("mine"));
    }

    [Fact]
    public void Value_Flavor_IsRead() => Assert.Equal(RuntimeFlavor.CurrentThread, Read(("Flavor", "currentthread")).Flavor);

    [Fact]
    public void Value_WorkersForOtherFlavor_ThrowsWithReason()
    {
        using var provider = Provider(null, ("Flavor", "ThreadPool"), ("WorkerThreads", "4"), ("GlobalQueueInterval", "x"));
        var refused = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RuntimeOptions>>().Value);
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "AsyncRuntime:WorkerThreads is 4; allowed: not to be set beside ThreadPool.",
                "AsyncRuntime:GlobalQueueInterval is 'x'; allowed: none beside ThreadPool."),
            refused.Message);
    }

    [Theory]
    [InlineData("Flavor", "Tokio", "AsyncRuntime:Flavor is 'Tokio'; allowed: MultiThread, CurrentThread, ThreadPool.")]
    [InlineData("WorkerThreads", "0", "AsyncRuntime:WorkerThreads is 0; allowed: 1 to 1024.")]
    [InlineData("WorkerThreads", "1025", "AsyncRuntime:WorkerThreads is 1025; allowed: 1 to 1024.")]
    [InlineData("WorkerThreads", "abc", "AsyncRuntime:WorkerThreads is 'abc'; allowed: 1 to 1024.")]
    [InlineData("WorkerThreads", "", "AsyncRuntime:WorkerThreads is ''; allowed: 1 to 1024.")]
    [InlineData("WorkerThreads", "2.5", "AsyncRuntime:WorkerThreads is '2.5'; allowed: 1 to 1024.")]
    [InlineData("WorkerThreads", "99999999999", "AsyncRuntime:WorkerThreads is '99999999999'; allowed: 1 to 1024.")]
    [InlineData("WorkerThreads:Count", "2", "AsyncRuntime:WorkerThreads is a section; allowed: 1 to 1024.")]
    [InlineData("MaxBlockingThreads", "0", "AsyncRuntime:MaxBlockingThreads is 0; allowed: 1 to 32767.")]
    [InlineData("BlockingQueueLimit", "-1", "AsyncRuntime:BlockingQueueLimit is -1; allowed: 0 to 1000000, or none.")]
    [InlineData("BlockingQueueLimit", "many", "AsyncRuntime:BlockingQueueLimit is 'many'; allowed: 0 to 1000000, or none.")]
    [InlineData("BlockingThreadKeepAlive", "00:00:00", "AsyncRuntime:BlockingThreadKeepAlive is 00:00:00; allowed: above 00:00:00, up to 1.00:00:00.")]
    [InlineData("ThreadName", "", "AsyncRuntime:ThreadName is ''; allowed: 1 to 64 characters.")]
    [InlineData("ThreadStackSize", "-1", "AsyncRuntime:ThreadStackSize is -1; allowed: 0, or 262144 to 1073741824.")]
    [InlineData("ThreadPriority", "High", "AsyncRuntime:ThreadPriority is 'High'; allowed: Lowest, BelowNormal, Normal, AboveNormal, Highest.")]
    [InlineData("ThreadPriority", "2", "AsyncRuntime:ThreadPriority is '2'; allowed: Lowest, BelowNormal, Normal, AboveNormal, Highest.")]
    [InlineData("GlobalQueueInterval", "0", "AsyncRuntime:GlobalQueueInterval is 0; allowed: 1 to 1000000, or none.")]
    [InlineData("StallThreshold", "1", "AsyncRuntime:StallThreshold is '1'; allowed: 00:00:00.01 to 1.00:00:00, or -00:00:00.001 for never.")]
    [InlineData("StallThreshold", "00:00:00", "AsyncRuntime:StallThreshold is 00:00:00; allowed: 00:00:00.01 to 1.00:00:00, or -00:00:00.001 for never.")]
    [InlineData("ShutdownTimeout", "10", "AsyncRuntime:ShutdownTimeout is '10'; allowed: 00:00:00 to 1.00:00:00.")]
    [InlineData("ShutdownTimeout", "-00:00:01", "AsyncRuntime:ShutdownTimeout is -00:00:01; allowed: 00:00:00 to 1.00:00:00.")]
    [InlineData("PluginTimeout", "1.00:00:01", "AsyncRuntime:PluginTimeout is 1.00:00:01; allowed: above 00:00:00, up to 1.00:00:00.")]
    [InlineData("UnhandledFaults", "Crash", "AsyncRuntime:UnhandledFaults is 'Crash'; allowed: Ignore, Report, Stop.")]
    [InlineData("FaultObservationDelay", "5", "AsyncRuntime:FaultObservationDelay is '5'; allowed: 00:00:00 to 1.00:00:00, or -00:00:00.001 for never.")]
    [InlineData("FaultObservationDelay", "-00:00:01", "AsyncRuntime:FaultObservationDelay is -00:00:01; allowed: 00:00:00 to 1.00:00:00, or -00:00:00.001 for never.")]
    [InlineData("MeasureTaskTimes", "yes", "AsyncRuntime:MeasureTaskTimes is 'yes'; allowed: true, false.")]
    [InlineData("WorkerThread", "2", "AsyncRuntime:WorkerThread is not an option; did you mean 'WorkerThreads'?")]
    [InlineData("workerthraeds", "2", "AsyncRuntime:workerthraeds is not an option; did you mean 'WorkerThreads'?")]
    [InlineData("Plugin:census:Depth", "2", "AsyncRuntime:Plugin is not an option; did you mean 'Plugins'?")]
    [InlineData(
        "Colour",
        "red",
        "AsyncRuntime:Colour is not an option; options: Flavor, WorkerThreads, MaxBlockingThreads, BlockingQueueLimit, BlockingThreadKeepAlive, ThreadName, ThreadStackSize,"
            + " ThreadPriority, WorkerAffinity, GlobalQueueInterval, StallThreshold, MaxCompensatingThreads, ShutdownTimeout, PluginTimeout, PluginsStartConcurrently, UnhandledFaults, FaultObservationDelay, MeasureTaskTimes, DisabledLints, Plugins, Runtimes, Cluster.")]
    public void Value_Invalid_ThrowsWithKeyValueAndRange(string key, string value, string message)
    {
        using var provider = Provider(null, (key, value));
        var refused = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RuntimeOptions>>().Value);
        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public void Value_SectionIsAValue_Throws()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("AsyncRuntime", "on")]).Build();
        using var provider = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddAsyncRuntime().Services.BuildServiceProvider();
        var refused = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RuntimeOptions>>().Value);
        Assert.Equal("AsyncRuntime is 'on'; allowed: a section.", refused.Message);
    }

    [Fact]
    public void Value_SeveralInvalid_ThrowsOneMessage()
    {
        using var provider = Provider(
            options => options.ThreadName = "", ("WorkerThreads", "0"), ("ShutdownTimeout", "soon"), ("WorkerThread", "1"), ("MaxBlockingThreads", "no"));
        var refused = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RuntimeOptions>>().Value);
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "AsyncRuntime:WorkerThreads is 0; allowed: 1 to 1024.",
                "AsyncRuntime:MaxBlockingThreads is 'no'; allowed: 1 to 32767.",
                "AsyncRuntime:ThreadName is ''; allowed: 1 to 64 characters.",
                "AsyncRuntime:ShutdownTimeout is 'soon'; allowed: 00:00:00 to 1.00:00:00.",
                "AsyncRuntime:WorkerThread is not an option; did you mean 'WorkerThreads'?"),
            refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_OptionsInvalid_ThrowsBeforeInitialize()
    {
        var application = new TestApplication().AddPlugin("a").Configure("AsyncRuntime:WorkerThreads", "0");
        using var host = application.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal("AsyncRuntime:WorkerThreads is 0; allowed: 1 to 1024.", refused.Message);
        Assert.Equal(0, application.Threads.Started);
        Assert.Empty(application.Journal.Lines);
    }

    private static RuntimeOptions Read(params (string Key, string? Value)[] values)
    {
        using var provider = Provider(null, values);
        return provider.GetRequiredService<IOptions<RuntimeOptions>>().Value;
    }

    private static ServiceProvider Provider(Action<RuntimeOptions>? configure, params (string Key, string? Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(pair => new KeyValuePair<string, string?>($"AsyncRuntime:{pair.Key}", pair.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddAsyncRuntime(configure).Services.BuildServiceProvider();
    }
}
