using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace HostedRuntime.OpenTelemetry.Tests;

public sealed class TracerProviderTests
{
    [Fact]
    public async Task AddInstrumentation_NamedTask_ExportsOneSpan()
    {
        var exported = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder().AddAsyncRuntimeInstrumentation().AddAsyncRuntimeInstrumentation().AddInMemoryExporter(exported).Build();
        await using (var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "traced"))
        {
            await runtime.Spawn(static () => { }, new SpawnOptions { Name = "index" });
            await runtime.Spawn(static () => { });
        }

        Assert.True(provider.ForceFlush());
        var span = Assert.Single(exported, static span => Equals(span.GetTagItem("hosted_runtime.name"), "traced"));
        Assert.Equal(("HostedRuntime", "index"), (span.Source.Name, span.OperationName));
    }

    [Fact]
    public void AddInstrumentation_WithoutBuilder_Throws()
        => Assert.Equal("builder", Assert.Throws<ArgumentNullException>(static () => ((TracerProviderBuilder)null!).AddAsyncRuntimeInstrumentation()).ParamName);
}
