using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Selecting;

/// <summary>A selection that is reused allocates nothing, whether it suspends or not.</summary>
public sealed class SelectAllocationTests
{
    private const int Suspensions = 10_000;

    [Fact]
    public void WaitAsync_WhenReadyAtOnce_AllocatesNothing()
    {
        var (first, second) = (new AsyncNotify(), new AsyncNotify());
        var selection = Select.Of(Select.Notified(first), Select.Notified(second));
        AllocatedBytes.Assert(0, Suspensions, async _ =>
        {
            for (var i = 0; i < Suspensions; i++)
            {
                (i % 2 == 0 ? first : second).NotifyOne();
                await selection.WaitAsync();
            }
        });
    }

    [Fact]
    public void WaitAsync_OfTwoReadsWhenSuspended_AllocatesNothing()
    {
        var (first, second) = (MpscChannel.CreateBounded<int>(4), MpscChannel.CreateBounded<int>(4));
        SelectCase<int>[] cases = [Select.Read(first.Receiver), Select.Read(second.Receiver)];
        AssertSuspendedAllocatesNothing(Select.Of([.. cases]), i => (i % 2 == 0 ? first : second).Sender.TryWrite(i), i => cases[i % 2].Value == i);
    }

    [Fact]
    public void WaitAsync_OfAReadWithTimeoutWhenSuspended_AllocatesNothing()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4);
        var read = Select.Read(receiver);
        AssertSuspendedAllocatesNothing(Select.Of(read, Select.Timeout(TimeSpan.FromMinutes(10))), i => sender.TryWrite(i), i => read.Value == i);
    }

    [Fact]
    public void WaitAsync_OfLocksWhenSuspended_AllocatesNothing()
    {
        var (mutex, semaphore, notify) = (new AsyncMutex(), new AsyncSemaphore(1), new AsyncNotify());
        Assert.True(mutex.TryLock(out _));
        Assert.True(semaphore.TryAcquire(out _));
        var selection = Select.Of(Select.Lock(mutex), Select.Acquire(semaphore), Select.Notified(notify));
        AssertSuspendedAllocatesNothing(
            selection,
            _ =>
            {
                notify.NotifyOne();
                return true;
            },
            static _ => true);
    }

    /// <summary>Waits in a round for each number. A second task on the same worker fires only after the first task has suspended.</summary>
    private static void AssertSuspendedAllocatesNothing(Selection selection, Func<int, bool> fire, Func<int, bool> take)
    {
        AllocatedBytes.Assert(0, Suspensions, async runtime =>
        {
            var suspended = 0;
            var next = new AsyncNotify();
            var peer = runtime.Spawn(async () =>
            {
                for (var i = 0; i < Suspensions; i++)
                {
                    await next.WaitAsync();
                    Assert.True(fire(i));
                }
            });
            for (var i = 0; i < Suspensions; i++)
            {
                var pending = selection.WaitAsync();
                // Read before the event. After it the peer may run on a compensating thread, if this thread loses its processor here.
                suspended += pending.IsCompleted ? 0 : 1;
                next.NotifyOne();
                Assert.NotNull(await pending);
                Assert.True(take(i));
            }

            await peer;
            Assert.Equal(Suspensions, suspended);
        });
    }
}
