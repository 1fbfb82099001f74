using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

public sealed class ChildRuntimeTests
{
    [Fact]
    public void End_AgainstSpawnInside_RefusesOrAbortsTask()
        => Proof.Exhaustive(static () => new EndedChild(isLeaky: false, workers: 1, isAborted: false));

    // At random, because with an abort there are 240,000 orders, which take half a minute.
    [Fact]
    public void End_AgainstSpawnAndAbortAtRandom_RefusesOrAbortsTask()
        => Proof.Sampled(static () => new EndedChild(isLeaky: false, workers: 2, isAborted: true));

    [Fact]
    public void End_OfOwnerWithoutCount_FindsFailure()
        => Proof.Broken(static () => new EndedChild(isLeaky: true, workers: 1, isAborted: false));

    // The real worker looks for work forty times before it sleeps.
    [Fact]
    public void End_AgainstEndOfRuntime_EndsBoth()
        => Proof.Sampled(static () => new ChildOfEndingRuntime(), limits: Limits.Default with { Steps = 50_000 });
}
