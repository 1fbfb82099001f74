using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The promises that every kind of case keeps in every place that a select can be used from.</summary>
public abstract class SelectKindContract : PlaceContract
{
    private const int Rounds = 40;

    [Theory]
    [MemberData(nameof(SelectKind.ReadyBeforehand), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenReadyAtTheCall_TakesTheCase(string name) => Run(async () =>
    {
        var (kind, selection, _) = Make(name);
        kind.Fire();
        Assert.Same(kind.Case, await selection.WaitAsync());
        kind.CheckValue();
    });

    [Theory]
    [MemberData(nameof(SelectKind.ReadyBeforehand), MemberType = typeof(SelectKind))]
    public void TryTake_WhenReady_TakesTheCaseOnce(string name) => Run(() =>
    {
        var (kind, selection, _) = Make(name);
        Assert.False(selection.TryTake(out var taken));
        Assert.Null(taken);
        kind.Fire();
        Assert.True(selection.TryTake(out taken));
        Assert.Same(kind.Case, taken);
        kind.CheckValue();
        return Task.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(SelectKind.All), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenReadyDuringTheWait_TakesTheCase(string name) => Run(async () =>
    {
        var (kind, selection, _) = Make(name);
        var wait = selection.WaitAsync();
        Assert.False(wait.IsCompleted);
        kind.Fire();
        Assert.Same(kind.Case, await wait);
        kind.CheckValue();
    });

    [Theory]
    [MemberData(nameof(SelectKind.Once), MemberType = typeof(SelectKind))]
    public void WaitAsync_AfterTheCaseHasWon_IsNotWonAgain(string name) => Run(async () =>
    {
        var (kind, selection, other) = Make(name);
        var wait = selection.WaitAsync();
        kind.Fire();
        Assert.Same(kind.Case, await wait);
        var next = selection.WaitAsync();
        Assert.False(next.IsCompleted);
        other.NotifyOne();
        Assert.NotSame(kind.Case, await next);
        kind.CheckValue();
    });

    [Theory]
    [MemberData(nameof(SelectKind.All), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenAnotherCaseWins_TakesNothing(string name) => Run(async () =>
    {
        var (kind, selection, other) = Make(name);
        var wait = selection.WaitAsync();
        other.NotifyOne();
        Assert.NotSame(kind.Case, await wait);
        kind.Fire();
        await AssertStillThereAsync(kind);
    });

    [Theory]
    [MemberData(nameof(SelectKind.ReadyBeforehand), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenBothAreReady_TakesOnlyOne(string name) => Run(async () =>
    {
        var kind = SelectKind.Of(name);
        var other = new AsyncNotify();
        var notified = Select.Notified(other);
        var selection = Select.Biased(notified, kind.Case);
        kind.Fire();
        other.NotifyOne();
        Assert.Same(notified, await selection.WaitAsync());
        await AssertStillThereAsync(kind);
    });

    [Theory]
    [MemberData(nameof(SelectKind.WithALine), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenAnotherCaseWins_ServesTheNextWaiter(string name) => Run(async () =>
    {
        var (kind, selection, other) = Make(name);
        var wait = selection.WaitAsync();
        var behind = kind.NextAsync!();
        other.NotifyOne();
        Assert.NotSame(kind.Case, await wait);
        Assert.False(behind.IsCompleted);
        kind.Fire();
        await behind;
    });

    [Theory]
    [MemberData(nameof(SelectKind.Counted), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenAnotherCaseWins_LeavesTheLine(string name) => Run(async () =>
    {
        var (kind, selection, other) = Make(name);
        var wait = selection.WaitAsync();
        Assert.Equal(1, kind.CountWaiters!());
        other.NotifyOne();
        await wait;
        Assert.Equal(0, kind.CountWaiters());
    });

    [Theory]
    [MemberData(nameof(SelectKind.All), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenCanceled_TakesNothing(string name) => Run(async () =>
    {
        var (kind, selection, _) = Make(name);
        using var source = new CancellationTokenSource();
        var wait = selection.WaitAsync(source.Token);
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wait);
        Assert.Equal(source.Token, error.CancellationToken);
        if (kind.CountWaiters is { } count)
            Assert.Equal(0, count());
        kind.Fire();
        await AssertStillThereAsync(kind);
    });

    [Theory]
    [MemberData(nameof(SelectKind.ReadyBeforehand), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenTokenHasFired_TakesNothing(string name) => Run(async () =>
    {
        var (kind, selection, _) = Make(name);
        kind.Fire();
        var fired = new CancellationToken(canceled: true);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await selection.WaitAsync(fired));
        Assert.Equal(fired, error.CancellationToken);
        await AssertStillThereAsync(kind);
    });

    [Theory]
    [MemberData(nameof(SelectKind.All), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenCanceledBefore_TakesTheCaseNextTime(string name) => Run(async () =>
    {
        var (kind, selection, _) = Make(name);
        for (var i = 0; i < 3; i++)
        {
            using var source = new CancellationTokenSource();
            var canceled = selection.WaitAsync(source.Token);
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        }

        var wait = selection.WaitAsync();
        kind.Fire();
        Assert.Same(kind.Case, await wait);
        kind.CheckValue();
    });

    [Theory]
    [MemberData(nameof(SelectKind.All), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenCancelRacesTheEvent_LosesNothing(string name) => Run(() => Race.RoundsAsync(Rounds, async () =>
    {
        var (kind, selection, _) = Make(name);
        using var source = new CancellationTokenSource();
        var wait = selection.WaitAsync(source.Token);
        Race.Between(kind.Fire, source.Cancel);
        try
        {
            Assert.Same(kind.Case, await wait);
        }
        catch (OperationCanceledException)
        {
            await AssertStillThereAsync(kind);
            return;
        }

        kind.CheckValue();
    }));

    [Theory]
    [MemberData(nameof(SelectKind.Lasting), MemberType = typeof(SelectKind))]
    public void WaitAsync_WhenTwoEventsRace_TakesOneAfterTheOther(string name) => Run(() => Race.RoundsAsync(Rounds, async () =>
    {
        var (kind, selection, other) = Make(name);
        var wait = selection.WaitAsync();
        Race.Between(kind.Fire, other.NotifyOne);
        var first = await wait;
        var second = await selection.WaitAsync();
        Assert.True(ReferenceEquals(first, kind.Case) != ReferenceEquals(second, kind.Case), "Each case wins once.");
        kind.CheckValue();
        Assert.False(other.IsPermitStored);
    }));

    [Theory]
    [MemberData(nameof(SelectKind.All), MemberType = typeof(SelectKind))]
    public void WaitAsync_WithConfigureAwaitFalse_ResumesOnTheSameTask(string name) => Run(async () =>
    {
        var (kind, selection, _) = Make(name);
        var id = CurrentTask.Id;
        var wait = selection.WaitAsync().ConfigureAwait(false);
        kind.Fire();
        Assert.Same(kind.Case, await wait);
        Assert.Equal(id, CurrentTask.Id);
        kind.CheckValue();
    });

    private static (SelectKind Kind, Selection Selection, AsyncNotify Other) Make(string name)
    {
        var kind = SelectKind.Of(name);
        var other = new AsyncNotify();
        return (kind, Select.Of(kind.Case, Select.Notified(other)), other);
    }

    private static Task AssertStillThereAsync(SelectKind kind) => kind.NextAsync?.Invoke() ?? Task.CompletedTask;
}

public sealed class SelectKindOnOneWorkerTests : SelectKindContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class SelectKindOnTwoWorkersTests : SelectKindContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class SelectKindOnCurrentThreadTests : SelectKindContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class SelectKindOnThreadPoolTests : SelectKindContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class SelectKindOffTheRuntimeTests : SelectKindContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class SelectKindOnASingleThreadedContextTests : SelectKindContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
