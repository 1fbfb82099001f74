using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Plugins;

/// <summary>Errors at any depth of a plugin's section, which the configuration binder would silently accept.</summary>
public sealed class PluginNestedOptionsTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("Every", "10", "is '10', which is 10 days; write '00:00:10' for seconds, or '10.00:00:00' for days.")]
    [InlineData("Within", "1", "is '1', which is 1 day; write '00:00:01' for seconds, or '1.00:00:00' for days.")]
    [InlineData("Server:time-out", "90", "is '90', which is 90 days; write '00:01:30' for seconds, or '90.00:00:00' for days.")]
    [InlineData("Limits:send", "5", "is '5', which is 5 days; write '00:00:05' for seconds, or '5.00:00:00' for days.")]
    [InlineData("Server:Hst", "example", "is not an option; did you mean 'Host'?")]
    [InlineData("Server:Colour", "red", "is not an option; options: Host, Port, time-out.")]
    [InlineData("Mirrors:0:Prot", "25", "is not an option; did you mean 'Port'?")]
    [InlineData("ByName:home:Prot", "25", "is not an option; did you mean 'Port'?")]
    [InlineData("Server", "on", "is 'on'; allowed: a section.")]
    [InlineData("Server:Port:Number", "25", "is a section; allowed: a value.", "Server:Port")]
    public async Task StartAsync_NestedSectionIsInvalid_Throws(string key, string value, string message, string? at = null)
    {
        foreach (var byReflection in (bool[])[true, false])
        {
            using var host = Application(byReflection).Configure($"AsyncRuntime:Plugins:Mail:{key}", value).Build();
            var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
            Assert.Equal([$"AsyncRuntime:Plugins:Mail:{at ?? key} {message}"], refused.Failures);
        }
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_NestedSectionIsValid_IsBound()
    {
        var application = Application(byReflection: true)
            .Configure("AsyncRuntime:Plugins:Mail:Every", "00:00:10")
            .Configure("AsyncRuntime:Plugins:Mail:Within", "")
            .Configure("AsyncRuntime:Plugins:Mail:Server:Host", "example")
            .Configure("AsyncRuntime:Plugins:Mail:Server:time-out", "00:01:30")
            .Configure("AsyncRuntime:Plugins:Mail:Mirrors:0:Port", "25")
            .Configure("AsyncRuntime:Plugins:Mail:Limits:send", "00:00:05")
            .Configure("AsyncRuntime:Plugins:Mail:ByName:home:Port", "26")
            .Configure("AsyncRuntime:Plugins:Mail:Names:0", "Ada")
            .Configure("AsyncRuntime:Plugins:Mail:Home", "https://example.org/")
            .Configure("AsyncRuntime:Plugins:Mail:Raw:anything:at:all", "10");
        using var host = application.Build();
        await host.StartAsync();
        var options = host.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        await host.StopAsync();

        Assert.Equal((TimeSpan.FromSeconds(10), null), (options.Every, options.Within));
        Assert.Equal(("example", TimeSpan.FromSeconds(90)), (options.Server.Host, options.Server.Timeout));
        Assert.Equal((25, 26), (Assert.Single(options.Mirrors).Port, options.ByName["home"].Port));
        Assert.Equal((TimeSpan.FromSeconds(5), "Ada", "example.org"), (options.Limits["send"], Assert.Single(options.Names), options.Home?.Host));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_OptionsAreDictionary_ChecksItsValues()
    {
        var application = new TestApplication().Configure("AsyncRuntime:Plugins:Limits:send", "5").Configure("AsyncRuntime:Plugins:Limits:read", "00:00:05");
        application.Runtime.AddPlugin<LimitsPlugin, Dictionary<string, TimeSpan>>();
        using var host = application.Build();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["AsyncRuntime:Plugins:Limits:send is '5', which is 5 days; write '00:00:05' for seconds, or '5.00:00:00' for days."], refused.Failures);
    }

    private static TestApplication Application(bool byReflection)
    {
        var application = new TestApplication();
        if (byReflection)
            application.Runtime.AddPlugin<MailPlugin, MailOptions>();
        else
            application.Runtime.AddPlugin<MailPlugin, MailOptions>((section, options) => section.Bind(options));
        return application;
    }

    public sealed class MailOptions
    {
        public TimeSpan Every { get; set; }

        public TimeSpan? Within { get; set; }

        public ServerOptions Server { get; set; } = new();

        public IList<ServerOptions> Mirrors { get; } = [];

        public Dictionary<string, TimeSpan> Limits { get; } = [];

        public Dictionary<string, ServerOptions> ByName { get; } = [];

        public IReadOnlyList<string> Names { get; set; } = [];

        public Uri? Home { get; set; }

        public IConfigurationSection? Raw { get; set; }
    }

    public sealed class ServerOptions
    {
        public string Host { get; set; } = "";

        public int Port { get; set; }

        [ConfigurationKeyName("time-out")]
        public TimeSpan Timeout { get; set; }
    }

    private sealed class MailPlugin : RuntimePlugin;

    private sealed class LimitsPlugin : RuntimePlugin;
}
