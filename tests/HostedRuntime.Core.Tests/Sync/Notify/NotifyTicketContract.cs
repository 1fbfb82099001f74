using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Sync;

public abstract class NotifyTicketContract : PlaceContract
{
    private readonly AsyncNotify _notify = new();

    [Fact]
    public void Register_WhenNotifiedBeforeTheWait_KeepsNotification() => Run(async () =>
    {
        using var ticket = _notify.Register();
        Assert.Equal(1, _notify.WaiterCount);
        _notify.NotifyOne();
        var pending = ticket.WaitAsync();
        Assert.True(pending.IsCompletedSuccessfully);
        await pending;
        AssertEmpty();
    });

    [Fact]
    public void Register_WhenAPermitIsStored_TakesThePermit() => Run(async () =>
    {
        _notify.NotifyOne();
        using var ticket = _notify.Register();
        AssertEmpty();
        await ticket.WaitAsync();
    });

    [Fact]
    public void WaitAsync_OfATicket_KeepsItsPlaceInTheQueue() => Run(async () =>
    {
        using var ticket = _notify.Register();
        var later = _notify.WaitAsync();
        var pending = ticket.WaitAsync();
        Assert.False(pending.IsCompleted);
        _notify.NotifyOne();
        await pending;
        Assert.False(later.IsCompleted);
        _notify.NotifyOne();
        await later;
        AssertEmpty();
    });

    [Fact]
    public void NotifyAll_WithTicketsAndWaits_ReachesBoth() => Run(async () =>
    {
        using var first = _notify.Register();
        var wait = _notify.WaitAsync();
        using var second = _notify.Register();
        _notify.NotifyAll();
        await wait;
        await first.WaitAsync();
        await second.WaitAsync();
        AssertEmpty();
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_OfANotifiedTicket_PassesNotificationOn(bool isLast) => Run(async () =>
    {
        var ticket = isLast ? default : _notify.Register();
        var (older, newer) = (_notify.WaitAsync(), _notify.WaitAsync());
        if (isLast)
        {
            ticket = _notify.Register();
            _notify.NotifyLast();
        }
        else
        {
            _notify.NotifyOne();
        }

        Assert.False(older.IsCompleted || newer.IsCompleted);
        ticket.Dispose();
        // The notification goes to the waiter that NotifyOne or NotifyLast would have chosen.
        await (isLast ? newer : older);
        Assert.Equal(1, _notify.WaiterCount);
        _notify.NotifyOne();
        await (isLast ? older : newer);
        AssertEmpty();
    });

    [Fact]
    public void Dispose_OfANotifiedTicket_WithoutWaiters_StoresPermit() => Run(() =>
    {
        var ticket = _notify.Register();
        _notify.NotifyOne();
        ticket.Dispose();
        ticket.Dispose();
        Assert.True(_notify.IsPermitStored);
        return Task.CompletedTask;
    });

    [Fact]
    public void Dispose_AfterNotifyAll_PassesNothingOn() => Run(() =>
    {
        var ticket = _notify.Register();
        _notify.NotifyAll();
        ticket.Dispose();
        AssertEmpty();
        return Task.CompletedTask;
    });

    [Fact]
    public void Dispose_WhenNotNotified_LeavesTheQueue() => Run(async () =>
    {
        var ticket = _notify.Register();
        var wait = _notify.WaitAsync();
        ticket.Dispose();
        Assert.Equal(1, _notify.WaiterCount);
        _notify.NotifyOne();
        await wait;
        _notify.Register().Dispose();
        AssertEmpty();
    });

    [Fact]
    public void Dispose_WhenItRacesNotifyOne_KeepsNotification() => Run(() => Race.RoundsAsync(200, async () =>
    {
        var ticket = _notify.Register();
        Race.Between(_notify.NotifyOne, ticket.Dispose);
        Assert.True(_notify.IsPermitStored);
        await _notify.WaitAsync();
    }));

    [Fact]
    public void WaitAsync_OnAUsedTicket_Throws() => Run(async () =>
    {
        var ticket = _notify.Register();
        var copy = ticket;
        _notify.NotifyOne();
        await ticket.WaitAsync();
        Assert.Throws<InvalidOperationException>(() => { _ = copy.WaitAsync(); });
        using var next = _notify.Register();
        copy.Dispose();
        Assert.Equal(1, _notify.WaiterCount);
        Assert.Throws<InvalidOperationException>(() => { _ = default(AsyncNotify.Ticket).WaitAsync(); });
        default(AsyncNotify.Ticket).Dispose();
    });

    [Fact]
    public void WaitAsync_WhenTokenHasFired_PassesNotificationOn() => Run(async () =>
    {
        var ticket = _notify.Register();
        _notify.NotifyOne();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ticket.WaitAsync(new CancellationToken(true)));
        Assert.True(_notify.IsPermitStored);
    });

    [Fact]
    public void WaitAsync_WhenCanceled_LeavesTheQueue() => Run(async () =>
    {
        using var source = new CancellationTokenSource();
        using var ticket = _notify.Register();
        var pending = ticket.WaitAsync(source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        AssertEmpty();
    });

    [Fact]
    public void WaitAsync_WhenBudgetIsSpent_StillEntersTheQueue() => Run(async () =>
    {
        // If this code runs on a task, its budget ends during this loop.
        for (var i = 0; i < 300; i++)
        {
            var wait = _notify.WaitAsync();
            _notify.NotifyAll();
            await wait;
        }

        AssertEmpty();
    });

    [Fact]
    public void WaitAsync_WhenCanceledWithBudgetSpent_PassesNotificationOn() => Run(async () =>
    {
        for (var i = 0; i < 300; i++)
        {
            _notify.NotifyOne();
            using var source = new CancellationTokenSource();
            var wait = _notify.WaitAsync(source.Token);
            if (wait.IsCompleted)
            {
                await wait;
                continue;
            }

            AssertEmpty();
            source.Cancel();
            // A second worker may have run the operation and taken the notification before the cancel.
            Assert.Equal(await IsCanceledAsync(wait), _notify.IsPermitStored);
        }
    });

    private static async Task<bool> IsCanceledAsync(ValueTask wait)
    {
        try
        {
            await wait;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void AssertEmpty() => Assert.Equal((0, false), (_notify.WaiterCount, _notify.IsPermitStored));
}

public sealed class NotifyTicketOnOneWorkerTests : NotifyTicketContract
{
    protected override void Run(Func<Task> body) => OnARuntime(1, body);
}

public sealed class NotifyTicketOnTwoWorkersTests : NotifyTicketContract
{
    protected override void Run(Func<Task> body) => OnARuntime(2, body);
}

public sealed class NotifyTicketOnCurrentThreadTests : NotifyTicketContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.CurrentThread, body);
}

public sealed class NotifyTicketOnThreadPoolTests : NotifyTicketContract
{
    protected override void Run(Func<Task> body) => OnARuntime(RuntimeFlavor.ThreadPool, body);
}

public sealed class NotifyTicketOffTheRuntimeTests : NotifyTicketContract
{
    protected override void Run(Func<Task> body) => OffTheRuntime(body);
}

public sealed class NotifyTicketOnASingleThreadedContextTests : NotifyTicketContract
{
    protected override void Run(Func<Task> body) => OnASingleThreadedContext(body);
}
