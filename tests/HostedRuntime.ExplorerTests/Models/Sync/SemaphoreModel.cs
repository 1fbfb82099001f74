using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// Both of two permits are held at first, and given back one by one. One waiter wants both and may be cancelled; another wants one. In
/// every order no permit is lost, and no waiter waits for a free permit.
/// </summary>
internal sealed class SemaphoreModel : Model
{
    private readonly AsyncSemaphore _semaphore = new(2);
    private ValueTask<AsyncSemaphore.Permit> _large;
    private ValueTask<AsyncSemaphore.Permit> _small;
    private readonly CancellationToken _token;
    private bool _isClosed;

    public SemaphoreModel(bool cancels, bool closes, bool splits)
    {
        var source = new CancellationTokenSource();
        _token = source.Token;
        Assert.True(_semaphore.TryAcquire(2, out var held));
        Thread("large", () => _large = _semaphore.AcquireAsync(2, _token));
        Thread("small", () => _small = _semaphore.AcquireAsync());
        Thread("holder", () =>
        {
            if (splits)
                held.Split(1).Dispose();
            held.Dispose();
            held.Dispose();
            if (closes)
            {
                _isClosed = true;
                _semaphore.Close();
            }
        });
        if (cancels)
            Thread("canceler", source.Cancel);
    }

    public override void Check()
    {
        // In either order, the release of the first waiter lets the other in.
        var before = (_large.IsCompleted, _small.IsCompleted);
        if (before == (false, true))
        {
            End(_small);
            End(_large);
        }
        else
        {
            End(_large);
            End(_small);
        }

        Assert.Equal((2, 0), (_semaphore.AvailablePermits, _semaphore.WaiterCount));
    }

    private void End(ValueTask<AsyncSemaphore.Permit> pending)
    {
        Assert.True(pending.IsCompleted, "It waits for permits that are there.");
        try
        {
            pending.GetAwaiter().GetResult().Dispose();
        }
        catch (SemaphoreClosedException) when (_isClosed)
        {
        }
        catch (OperationCanceledException e) when (e.CancellationToken == _token)
        {
        }
    }
}
