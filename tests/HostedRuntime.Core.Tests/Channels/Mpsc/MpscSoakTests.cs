using HostedRuntime.StressTests.Soak;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

/// <summary>A short form of the soak test.</summary>
/// <remarks>
/// The long form runs 3,000,000 items: <c>dotnet run -c Release --project tests/HostedRuntime.StressTests -- soak</c>.
/// </remarks>
[Collection(nameof(Alone))]
public sealed class MpscSoakTests
{
    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public void Soak_WithCancelsAndAborts_LosesAndDuplicatesNoItem(RuntimeFlavor flavor)
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor });
        var soak = new ChannelSoak(new OurChannel(capacity: 2), items: 40_000, seed: 1).Run(runtime, TimeSpan.FromSeconds(60));
        Assert.True(soak.IsRight, soak.ToString());
    }
}
