using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Cluster;

/// <summary>The form without a cluster: a host that is the only node.</summary>
internal sealed class LocalNodes : TestNodes
{
    private readonly IHost _host;

    private LocalNodes(IHost host) => _host = host;

    public override IReadOnlyList<IServiceProvider> Running => [_host.Services];

    public static async Task<TestNodes> StartAsync(TimeSpan shutdownTimeout)
    {
        var application = new TestApplication(options => options.ShutdownTimeout = shutdownTimeout);
        application.Runtime.AddTestJobs();
        application.Services.Configure<ClusterOptions>(static options => options.LockTimeToLive = TimeSpan.FromSeconds(3));
        var host = application.Build();
        await host.StartAsync();
        return new LocalNodes(host);
    }

    public override Task<string> NodeOfChannelAsync(string name) => Task.FromResult(MembershipOf(0).Node);

    public override Task StopAsync(string node) => _host.StopAsync();

    public override async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
