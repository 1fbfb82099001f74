using HostedRuntime;
using HostedRuntime.Testing;
using Xunit;

namespace Bank.Opening;

public sealed class BranchTests
{
    [Fact]
    public void OpenInStepsAsync_AbortedBetweenTheSteps_LeavesHalfAnAccount()
    {
        var error = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.AbortEverywhere("clerk", OpenAnAccount(static branch => branch.OpenInStepsAsync)));

        Assert.Equal(FailureKind.Exception, error.Kind);
        Assert.Contains("'clerk' is aborted at its wait 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAsync_AbortedAnywhere_LeavesNothing() => ConcurrencyTest.AbortEverywhere("clerk", OpenAnAccount(static branch => branch.OpenAsync));

    private static Func<ConcurrencyRun, Task> OpenAnAccount(Func<Branch, Func<int, string, CancellationToken, Task>> open) => async run =>
    {
        var branch = new Branch();
        var clerk = run.Runtime.Spawn(ct => open(branch)(4711, "Ada", ct), new SpawnOptions { Name = "clerk" });
        await clerk.JoinAsync(); // does not throw if the task was aborted
        Assert.True(branch.IsWhole, "half an account");
    };
}
