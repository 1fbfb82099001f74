using HostedRuntime.Exploring;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// The smallest primitive on a wait queue: gifts are granted one at a time to the first taker in line. One taker may be cancelled at any
/// moment. Its gift then goes to the next taker or stays.
/// </summary>
internal sealed class WaitQueueModel : Model, IWaitOwner
{
    private readonly int _takers;
    private readonly int _gifts;
    private SpinGate _gate;
    private WaitQueue _queue;
    private int _stored;
    private int _taken;
    private int _canceled;

    /// <param name="takers">The number of takers, of which the first can be cancelled.</param>
    public WaitQueueModel(int takers)
    {
        (_takers, _gifts) = (takers, takers);
        var source = new CancellationTokenSource();
        for (var i = 0; i < takers; i++)
        {
            var ct = i == 0 ? source.Token : CancellationToken.None;
            Thread($"taker {i}", () => Take(ct));
        }

        Thread("canceler", source.Cancel);
        Thread("giver", () =>
        {
            for (var i = 0; i < _gifts; i++)
                Give();
        });
    }

    public override void Check()
    {
        Assert.Equal(_takers, _taken + _canceled);
        Assert.Equal(_gifts, _taken + _stored);
        Assert.Equal((0, true), (_queue.Count, _queue.IsEmpty));
    }

    public void Withdraw(Waiter waiter)
    {
        _gate.Enter();
        _queue.Remove(waiter);
        _gate.Exit();
    }

    public string Describe(Waiter waiter) => "a gift";

    private void Take(CancellationToken ct)
    {
        _gate.Enter();
        if (_stored > 0)
        {
            _stored--;
            _gate.Exit();
            _taken++;
            return;
        }

        var waiter = WaiterPool.Rent<Waiter<bool>>();
        waiter.Open(this);
        _queue.Enqueue(waiter);
        _gate.Exit();
        try
        {
            Assert.True(waiter.WaitForResult(ct));
            _taken++;
        }
        catch (OperationCanceledException)
        {
            _canceled++;
        }
    }

    private void Give()
    {
        _gate.Enter();
        if (!_queue.TryDequeue(WaitDecision.Granted, out var waiter))
            _stored++;
        _gate.Exit();
        ((Waiter<bool>?)waiter)?.Complete(true);
    }
}
