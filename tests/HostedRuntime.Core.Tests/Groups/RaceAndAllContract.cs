using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

/// <summary>The first result of several bodies, or the results of all. In both cases every body has ended when the call returns.</summary>
public abstract class RaceAndAllContract : RuntimeUnderTest
{
    [Fact]
    public void RaceAsync_WhenOneReturns_AbortsAndAwaitsTheLosers() => Run(async rt =>
    {
        var (winner, loser) = (new Work<int>(), new Work<int>());
        var race = rt.RaceAsync([loser.RunAsync, winner.RunAsync]);
        await Task.WhenAll(winner.Started, loser.Started);
        winner.Return(1);
        Assert.Equal(1, await race);
        Assert.Equal((true, true), (loser.WasCanceled, loser.HasEnded));
    });

    [Fact]
    public void RaceAsync_WhenOneFails_ReturnsAnotherResult() => Run(async rt =>
    {
        var (failing, other) = (new Work<int>(), new Work<int>());
        var race = rt.RaceAsync([failing.RunAsync, other.RunAsync]);
        await Task.WhenAll(failing.Started, other.Started);
        failing.Throw(new FormatException());
        other.Return(2);
        Assert.Equal(2, await race);
        Assert.False(other.WasCanceled);
    });

    [Fact]
    public void RaceAsync_WhenAllFail_ThrowsEveryFailure() => Run(async rt =>
    {
        var (one, two) = (new FormatException(), new NotSupportedException());
        var (first, second) = (new Work<int>(), new Work<int>());
        var race = rt.RaceAsync([first.RunAsync, async ct =>
        {
            try
            {
                return await second.RunAsync(ct);
            }
            finally
            {
                first.Throw(one);
            }
        }]);
        await Task.WhenAll(first.Started, second.Started);
        second.Throw(two);
        await Assert.ThrowsAnyAsync<Exception>(() => race);
        Assert.Equal<Exception>([one, two], race.Exception!.InnerExceptions.OrderBy(error => error == two));
    });

    [Fact]
    public void RaceAsync_WhenTokenFires_EndsEveryBodyFirst() => Run(async rt =>
    {
        using var source = new CancellationTokenSource();
        var work = new Work<int>();
        var race = rt.RaceAsync([work.RunAsync], source.Token);
        await work.Started;
        source.Cancel();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race)).CancellationToken);
        Assert.True(work.HasEnded);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rt.RaceAsync([new Work<int>().RunAsync], source.Token));
    });

    [Fact]
    public void RaceAsync_WhenCallerIsAborted_EndsEveryBodyFirst() => Run(async rt =>
    {
        var work = new Work<int>();
        var owner = rt.Spawn(() => rt.RaceAsync([work.RunAsync]));
        await work.Started;
        owner.Abort();
        Assert.Equal(JoinStatus.Canceled, (await owner.JoinAsync()).Status);
        Assert.True(work.HasEnded);
    });

    [Fact]
    public void RaceAsync_NoBodies_Throws() => Run(rt =>
    {
        Assert.Throws<ArgumentException>("bodies", () => { _ = rt.RaceAsync<int>([]); });
        Assert.Throws<ArgumentException>("bodies", () => { _ = rt.RaceAsync<int>([null!]); });
        return Task.CompletedTask;
    });

    [Fact]
    public void AllAsync_TwoToFourBodies_ReturnsATypedTuple() => Run(async rt =>
    {
        Assert.Equal((1, "two"), await rt.AllAsync(_ => Task.FromResult(1), _ => Task.FromResult("two")));
        Assert.Equal((1, "two", 3.0), await rt.AllAsync(_ => Task.FromResult(1), _ => Task.FromResult("two"), _ => Task.FromResult(3.0)));
        Assert.Equal(
            (1, "two", 3.0, 'f'),
            await rt.AllAsync(_ => Task.FromResult(1), _ => Task.FromResult("two"), _ => Task.FromResult(3.0), _ => Task.FromResult('f')));
    });

    [Fact]
    public void AllAsync_ManyBodies_ReturnsResultsInTheirOrder() => Run(async rt =>
    {
        var works = Enumerable.Range(0, 5).Select(_ => new Work<int>()).ToArray();
        var all = rt.AllAsync(works.Select(work => (Func<CancellationToken, Task<int>>)work.RunAsync));
        for (var i = works.Length - 1; i >= 0; i--)
            works[i].Return(i);
        Assert.Equal(Enumerable.Range(0, 5), await all);
        Assert.Empty(await rt.AllAsync<int>([]));
    });

    [Fact]
    public void AllAsync_WithoutResults_CompletesAfterTheLastBody() => Run(async rt =>
    {
        var works = Enumerable.Range(0, 4).Select(_ => new Work<int>()).ToArray();
        var all = rt.AllAsync(works.Select(Plain));
        await Task.WhenAll(works.Select(work => work.Started));
        foreach (var work in works[1..])
            work.Return(0);
        Signals.SpinUntil(() => works[1..].All(work => work.HasEnded), "all but one have ended");
        Assert.False(all.IsCompleted);
        works[0].Return(0);
        await all;
        Assert.DoesNotContain(works, work => work.WasCanceled);
    });

    [Fact]
    public void AllAsync_TwoToFourWithoutResults_RunsEachBody() => Run(async rt =>
    {
        var ran = new int[9];
        await rt.AllAsync(ct => RanAsync(0, ct), ct => RanAsync(1, ct));
        await rt.AllAsync(ct => RanAsync(2, ct), ct => RanAsync(3, ct), ct => RanAsync(4, ct));
        await rt.AllAsync(ct => RanAsync(5, ct), ct => RanAsync(6, ct), ct => RanAsync(7, ct), ct => RanAsync(8, ct));
        await rt.AllAsync([]);
        Assert.All(ran, count => Assert.Equal(1, count));

        async Task RanAsync(int index, CancellationToken ct)
        {
            Assert.Equal(CurrentTask.CancellationToken, ct);
            await Task.Yield();
            Interlocked.Increment(ref ran[index]);
        }
    });

    [Fact]
    public void AllAsync_WhenTwoWithoutResultsFail_ThrowsBothFailures() => Run(async rt =>
    {
        var (one, two) = (new FormatException(), new NotSupportedException());
        var (failing, other, angry) = (new Work<int>(), new Work<int>(), new Work<int> { CleanupFault = two });
        var all = rt.AllAsync(Plain(failing), Plain(other), Plain(angry));
        await Task.WhenAll(failing.Started, other.Started, angry.Started);
        failing.Throw(one);
        Assert.Same(one, await Assert.ThrowsAsync<FormatException>(() => all));
        Assert.Equal<Exception>([one, two], all.Exception!.InnerExceptions);
        Assert.Equal((true, true), (other.WasCanceled, other.HasEnded));
    });

    [Fact]
    public void AllAsync_WhenTokenFires_EndsEveryBodyFirst() => Run(async rt =>
    {
        using var source = new CancellationTokenSource();
        var (first, second, never) = (new Work<int>(), new Work<int>(), new Work<int>());
        var all = rt.AllAsync(Plain(first), Plain(second), source.Token);
        await Task.WhenAll(first.Started, second.Started);
        source.Cancel();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all)).CancellationToken);
        Assert.Equal((true, true), (first.HasEnded, second.HasEnded));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rt.AllAsync([Plain(never)], source.Token));
        Assert.False(never.HasStarted);
    });

    [Fact]
    public void AllAsync_NullBody_Throws() => Run(rt =>
    {
        Func<CancellationToken, Task> body = static _ => Task.CompletedTask;
        Assert.Throws<ArgumentException>("bodies", () => { _ = rt.AllAsync([body, null!]); });
        Assert.Throws<ArgumentNullException>("second", () => { _ = rt.AllAsync(body, null!); });
        Assert.Throws<ArgumentNullException>("third", () => { _ = rt.AllAsync(body, body, null!); });
        Assert.Throws<ArgumentNullException>("fourth", () => { _ = rt.AllAsync(body, body, body, null!); });
        return Task.CompletedTask;
    });

    [Fact]
    public void AllAsync_WhenOneFails_AbortsAndAwaitsTheOther() => Run(async rt =>
    {
        var (failing, other) = (new Work<int>(), new Work<string>());
        var all = rt.AllAsync(failing.RunAsync, other.RunAsync);
        await Task.WhenAll(failing.Started, other.Started);
        failing.Throw(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => all);
        Assert.Equal((true, true), (other.WasCanceled, other.HasEnded));
    });

    [Fact]
    public void AllAsync_WhenTokenHasFired_RunsNoBody() => Run(async rt =>
    {
        var (one, two) = (new Work<int>(), new Work<int>());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rt.AllAsync(one.RunAsync, two.RunAsync, new CancellationToken(canceled: true)));
        Assert.Equal((false, false), (one.HasStarted, two.HasStarted));
    });

    [Fact]
    public void AllAsync_AfterTheRuntimesEnd_Throws() => Run(async rt =>
    {
        using var other = Create();
        await other.ShutdownAsync(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.AllAsync(_ => Task.FromResult(1), _ => Task.FromResult(2)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.AllAsync(Plain(new Work<int>()), Plain(new Work<int>())));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.RaceAsync([_ => Task.FromResult(1)]));
    });

    /// <summary>Returns the work as a body without a result.</summary>
    private static Func<CancellationToken, Task> Plain(Work<int> work) => async ct => await work.RunAsync(ct);
}
