using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups.JoinSets;

/// <summary>The set of tasks without a result. The tests of the set with results, and the model, show what both sets share.</summary>
public abstract class PlainJoinSetContract : RuntimeUnderTest
{
    [Fact]
    public void JoinNextAsync_EveryOutcome_IsReturned() => Run(async rt =>
    {
        await using var set = new JoinSet(rt);
        var failure = new FormatException();
        var (completed, failed, aborted) = (new Work<int>(), new Work<int>(), new Work<int>());
        var handles = new[] { completed, failed, aborted }.Select(work => set.Spawn(work.RunAsync)).ToArray();
        Assert.Equal((3, false), (set.Count, set.TryJoinNext(out _)));
        await Task.WhenAll(completed.Started, failed.Started, aborted.Started);

        failed.Throw(failure);
        var result = (await set.JoinNextAsync())!.Value;
        Assert.Equal((JoinStatus.Faulted, handles[1].TaskId), (result.Status, result.TaskId));
        Assert.Same(failure, result.Exception);
        handles[2].Abort();
        Assert.Equal(JoinStatus.Canceled, (await set.JoinNextAsync())!.Value.Status);
        completed.Return(0);
        Signals.SpinUntil(() => set.TryJoinNext(out result), "the last task ends");
        Assert.Equal((JoinStatus.Completed, 0), (result.Status, set.Count));
        result.ThrowIfFailed();
        Assert.Null(await set.JoinNextAsync());
    });

    [Fact]
    public void AwaitForeach_WhenTasksAreAdded_EndsWhenEmpty() => Run(async rt =>
    {
        await using var set = new JoinSet(rt, maxConcurrency: 2);
        var (spawned, ended) = (1, 0);
        set.Spawn(() => { });
        await foreach (var result in set)
        {
            result.ThrowIfFailed();
            ended++;
            for (; spawned < 10 && spawned < 2 * ended + 1; spawned++)
                set.Spawn(() => { });
        }

        Assert.Equal((10, 10), (spawned, ended));
    });

    [Fact]
    public void JoinAllAsync_WhenAllReturn_CompletesAfterTheLast() => Run(async rt =>
    {
        await using var set = new JoinSet(rt);
        await set.JoinAllAsync();
        var (first, second) = (new Work<int>(), new Work<int>());
        set.Spawn(first.RunAsync);
        set.Spawn(second.RunAsync);
        var all = set.JoinAllAsync();
        second.Return(2);
        Signals.SpinUntil(() => second.HasEnded, "the second task ends");
        Assert.False(all.IsCompleted);
        first.Return(1);
        await all;
        Assert.Equal(0, set.Count);
    });

    [Fact]
    public void JoinAllAsync_WhenOneFails_AbortsOthersThenThrows() => Run(async rt =>
    {
        await using var set = new JoinSet(rt);
        var (one, two) = (new FormatException(), new NotSupportedException());
        var (failing, other, angry) = (new Work<int>(), new Work<int>(), new Work<int> { CleanupFault = two });
        foreach (var work in new[] { failing, other, angry })
            set.Spawn(work.RunAsync);
        var all = set.JoinAllAsync();
        await Task.WhenAll(failing.Started, other.Started, angry.Started);
        failing.Throw(one);
        Assert.Same(one, await Assert.ThrowsAsync<FormatException>(() => all));
        Assert.Equal<Exception>([one, two], all.Exception!.InnerExceptions);
        Assert.Equal((true, true, 0), (other.WasCanceled, other.HasEnded, set.Count));
    });

    [Fact]
    public void JoinAllAsync_WhenOneIsAborted_ThrowsJoinCanceled() => Run(async rt =>
    {
        await using var set = new JoinSet(rt);
        var (aborted, other) = (new Work<int>(), new Work<int>());
        var handle = set.Spawn(aborted.RunAsync);
        set.Spawn(other.RunAsync);
        var all = set.JoinAllAsync();
        await Task.WhenAll(aborted.Started, other.Started);
        handle.Abort();
        Assert.Equal(handle.TaskId, (await Assert.ThrowsAsync<JoinCanceledException>(() => all)).TaskId);
        Assert.True(other.HasEnded);
    });

    [Fact]
    public void ShutdownAsync_ThenDisposeAsync_EndsTheTasksEachTime() => Run(async rt =>
    {
        var (first, second) = (new Work<int>(), new Work<int>());
        var set = new JoinSet(rt);
        set.Spawn(first.RunAsync);
        await first.Started;
        await set.ShutdownAsync();
        Assert.Equal((true, 0), (first.HasEnded, set.Count));
        set.Spawn(second.RunAsync);
        await second.Started;
        await set.DisposeAsync();
        Assert.True(second.HasEnded);
        Assert.Contains("JoinSet", Assert.Throws<ObjectDisposedException>(() => set.Spawn(() => { })).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Constructor_ZeroConcurrency_Throws() => Run(rt =>
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", () => new JoinSet(rt, 0));
        return Task.CompletedTask;
    });
}
