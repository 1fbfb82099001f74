using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class OneshotTests
{
    private static readonly Limits s_limits = Limits.Default;

    public static TheoryData<int> All => [.. Enum.GetValues<OneshotModel.Against>().Cast<int>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Send_AgainstWhatEndsARead_IsReadOnceOrRefused(int against)
        => Proof.Exhaustive(() => new OneshotModel((OneshotModel.Against)against), s_limits with { Preemptions = 1 });

    [Theory]
    [MemberData(nameof(All))]
    public void Send_AgainstWhatEndsAReadAtRandom_IsReadOnceOrRefused(int against)
        => Proof.Sampled(() => new OneshotModel((OneshotModel.Against)against), seeds: 400, s_limits);
}
