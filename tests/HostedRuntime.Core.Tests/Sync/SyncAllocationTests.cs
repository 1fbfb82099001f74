using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Sync;

/// <summary>What semaphore, notify, barrier and once cell must never begin to allocate: free, and in a wait that is pooled.</summary>
public sealed class SyncAllocationTests
{
    private const int Operations = 1_000;

    [Fact]
    public void AcquireAsync_Free_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(8);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                using var permit = await semaphore.AcquireAsync(4);
                using var parted = permit.Split(1);
                using var other = await semaphore.AcquireAsync();
                permit.Merge(other);
            }
        });
    }

    [Fact]
    public void AcquireAsync_NoneFree_AllocatesNothing()
    {
        var semaphore = new AsyncSemaphore(1);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var held = await semaphore.AcquireAsync();
                var next = semaphore.AcquireAsync();
                held.Dispose();
                (await next).Dispose();
            }
        });
    }

    [Fact]
    public void WaitAsync_NotifiedBeforeOrAfter_AllocatesNothing()
    {
        var notify = new AsyncNotify();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                notify.NotifyOne();
                await notify.WaitAsync();
                var (first, second) = (notify.WaitAsync(), notify.WaitAsync());
                notify.NotifyOne();
                notify.NotifyAll();
                await first;
                await second;
            }
        });
    }

    [Fact]
    public void Register_WaitedWithOrGivenBack_AllocatesNothing()
    {
        var notify = new AsyncNotify();
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                notify.Register().Dispose();
                using var ticket = notify.Register();
                var wait = ticket.WaitAsync();
                notify.NotifyOne();
                await wait;
            }
        });
    }

    [Fact]
    public void SignalAndWaitAsync_FirstAndLast_AllocateNothing()
    {
        var barrier = new AsyncBarrier(2);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
            {
                var first = barrier.SignalAndWaitAsync();
                await barrier.SignalAndWaitAsync();
                await first;
            }
        });
    }

    [Fact]
    public void GetOrInitializeAsync_Set_AllocatesNothing()
    {
        var cell = new OnceCell<int>();
        cell.TrySet(1);
        AssertBytes(0, async _ =>
        {
            for (var i = 0; i < Operations; i++)
                await cell.GetOrInitializeAsync(static _ => Task.FromResult(1));
        });
    }

    private static void AssertBytes(long expected, Func<IRuntime, Task> body) => AllocatedBytes.Assert(expected, Operations, body);
}
