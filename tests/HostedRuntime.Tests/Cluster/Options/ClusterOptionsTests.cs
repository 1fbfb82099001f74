using System.Text.Json;
using HostedRuntime.Cluster.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Cluster.Options;

/// <summary>The section AsyncRuntime:Cluster is read, checked at the start, and described by the schema.</summary>
public sealed class ClusterOptionsTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Section_WithValues_SetsOptions()
    {
        using var host = new TestApplication()
            .Configure("AsyncRuntime:Cluster:ResultRetention", "2.00:00:00")
            .Configure("AsyncRuntime:Cluster:lockTimeToLive", "00:00:05")
            .Build();
        await host.StartAsync();
        var options = host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value;
        await host.StopAsync();

        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromSeconds(5)), (options.ResultRetention, options.LockTimeToLive));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_WhenSectionHasErrors_ThrowsOneMessage()
    {
        using var host = new TestApplication()
            .Configure("AsyncRuntime:Cluster:ResultRetention", "10")
            .Configure("AsyncRuntime:Cluster:LockTimeToLive", "02:00:00")
            .Configure("AsyncRuntime:Cluster:StoreTimout", "00:00:05")
            .Configure("AsyncRuntime:Cluster:UnavailableTimeout:x", "00:00:05")
            .Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "AsyncRuntime:Cluster:ResultRetention is '10'; allowed: 00:00:00 to 30.00:00:00.",
                "AsyncRuntime:Cluster:StoreTimout is not an option; did you mean 'StoreTimeout'?",
                "AsyncRuntime:Cluster:UnavailableTimeout is a section; allowed: 00:00:01 to 1.00:00:00.",
                "AsyncRuntime:Cluster:LockTimeToLive is '02:00:00'; allowed: 00:00:01 to 01:00:00."),
            refused.Message);
    }

    [Fact]
    public void Schema_OfSection_EqualsOptions()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ConfigurationSchema.json"))).RootElement;
        var section = schema.GetProperty("properties").GetProperty("AsyncRuntime").GetProperty("properties").GetProperty("Cluster").GetProperty("properties");
        Assert.Equal(typeof(ClusterOptions).GetProperties().Select(static property => property.Name), section.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(ClusterOptionTable.Keys, section.EnumerateObject().Select(static property => property.Name));
        Assert.All(typeof(ClusterOptions).GetProperties(), property
            => Assert.Equal($"{property.GetValue(new ClusterOptions()):c}", section.GetProperty(property.Name).GetProperty("default").GetString()));
    }
}
