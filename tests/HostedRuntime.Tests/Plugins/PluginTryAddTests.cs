using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Plugins;

public sealed class PluginTryAddTests
{
    private readonly TestApplication _application = new();

    public PluginTryAddTests() => _application.Services.AddSingleton(_application.Journal);

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TryAddPlugin_NotAddedBefore_AddsPlugin()
    {
        Assert.True(_application.Runtime.TryAddPlugin<FirstPlugin>());
        Assert.True(_application.Runtime.TryAddPlugin<SecondPlugin>("other"));
        Assert.True(_application.Runtime.TryAddPlugin("lambda", plugin => plugin.Initialize((context, _) => _application.Journal.Note(context.Name))));
        Assert.Equal(["First", "other", "lambda"], await InitializedAsync());
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(null, null)]
    [InlineData("mine", null)]
    [InlineData(null, "mine")]
    public async Task TryAddPlugin_ClassAlreadyAdded_KeepsFirst(string? first, string? second)
    {
        _application.Runtime.AddPlugin<FirstPlugin>(first);
        Assert.False(_application.Runtime.TryAddPlugin<FirstPlugin>(second));
        Assert.Equal([first ?? "First"], await InitializedAsync());
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TryAddPlugin_NameAlreadyAdded_KeepsFirst()
    {
        _application.Runtime.AddPlugin<FirstPlugin>("census");
        Assert.False(_application.Runtime.TryAddPlugin<SecondPlugin>("Census"));
        Assert.False(_application.Runtime.TryAddPlugin("census", _ => Assert.Fail("It is not added.")));
        Assert.True(_application.Runtime.TryAddPlugin("lambda", static _ => { }));
        Assert.True(_application.Runtime.TryAddPlugin("another lambda", static _ => { }));
        Assert.Equal(["census"], await InitializedAsync());
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TryAddPlugin_OnAnotherRuntime_AddsPlugin()
    {
        _application.Runtime.AddPlugin<FirstPlugin>();
        Assert.True(_application.AddRuntime("cpu").TryAddPlugin<SecondPlugin>("First"));
        Assert.Equal(["First", "First"], await InitializedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryAddPlugin_AlreadyAdded_DoesNotRegisterOptions(bool byReflection)
    {
        Assert.True(TryAdd(byReflection));
        var registered = _application.Services.Count;
        Assert.False(TryAdd(byReflection));
        Assert.Equal(registered, _application.Services.Count);

        var other = new TestApplication();
        other.Runtime.AddPlugin("First", static _ => { });
        Assert.False(other.Runtime.TryAddPlugin<FirstPlugin, FirstOptions>());
        Assert.DoesNotContain(other.Services, static service => service.ServiceType == typeof(IValidateOptions<FirstOptions>));
        Assert.DoesNotContain(other.Services, static service => service.ServiceType == typeof(FirstPlugin));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("setup")]
    public void TryAddPlugin_InvalidName_Throws(string name)
    {
        Assert.Throws<ArgumentException>(nameof(name), () => _application.Runtime.TryAddPlugin<FirstPlugin>(name));
        Assert.Throws<ArgumentException>(nameof(name), () => _application.Runtime.TryAddPlugin(name, static _ => { }));
    }

    private bool TryAdd(bool byReflection) => byReflection
        ? _application.Runtime.TryAddPlugin<FirstPlugin, FirstOptions>()
        : _application.Runtime.TryAddPlugin<FirstPlugin, FirstOptions>(static (section, options) => options.Path = section.Path);

    private async Task<string[]> InitializedAsync()
    {
        using var host = _application.Build();
        await host.StartAsync();
        await host.StopAsync();
        return [.. _application.Journal.Lines];
    }

    private sealed class FirstPlugin(Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => journal.Note(context.Name);
    }

    private sealed class SecondPlugin(Journal journal) : RuntimePlugin
    {
        public override Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => journal.Note(context.Name);
    }

    private sealed class FirstOptions
    {
        public string Path { get; set; } = "";
    }
}
