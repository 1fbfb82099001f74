using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class FallbackTests
{
    private static readonly Limits s_limits = Limits.Default with { Preemptions = 1 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Offer_AgainstOfferAndUse_ReportsRuntimeInUse(bool endsFirst)
        => Proof.Exhaustive(() => new OfferedRuntimes(endsFirst), s_limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Offer_AgainstOfferAndUseAtRandom_ReportsRuntimeInUse(bool endsFirst)
        => Proof.Sampled(() => new OfferedRuntimes(endsFirst));

    [Fact]
    public void Get_WithoutRecheckUnderGate_LeaksDefaultRuntime()
        => Assert.Contains(
            "no host was notified of it",
            Proof.Broken(static () => new OfferedRuntimes(endsFirst: false, isLeaky: true), s_limits).Message,
            StringComparison.Ordinal);
}
