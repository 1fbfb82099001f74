using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// Several waiters are in line, or hold a ticket that they give back, while one waiter is cancelled and a notification comes. One waiter
/// gets the notification, or it is stored; no waiter waits while it is stored.
/// </summary>
internal sealed class NotifyLineModel : Model
{
    private readonly AsyncNotify _notify = new();
    private readonly List<ValueTask> _waits = [];
    private readonly Event _event;

    public NotifyLineModel(Place[] places, Event what)
    {
        _event = what;
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[i];
            Thread($"{place} {i}", () => Stand(place));
        }

        Thread($"{what}", () =>
        {
            switch (what)
            {
                case Event.One:
                    _notify.NotifyOne();
                    break;
                case Event.Last:
                    _notify.NotifyLast();
                    break;
                case Event.All:
                    _notify.NotifyAll();
                    break;
            }
        });
    }

    /// <summary>The kind of a waiter in line.</summary>
    public enum Place
    {
        Wait,

        /// <summary>Waits, and fires its own token.</summary>
        Canceled,

        /// <summary>Takes a ticket and gives it back.</summary>
        GivenBack,

        /// <summary>Takes a ticket and waits with it.</summary>
        Ticket,
    }

    /// <summary>The kind of the notification.</summary>
    public enum Event
    {
        One,
        Last,
        All,
    }

    public override void Check()
    {
        var (notified, left) = (0, 0);
        foreach (var wait in _waits)
        {
            if (!wait.IsCompleted)
            {
                left++;
                continue;
            }

            try
            {
                wait.GetAwaiter().GetResult();
                notified++;
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.Equal(left, _notify.WaiterCount);
        if (_event == Event.All)
            Assert.False(_notify.IsPermitStored);
        else
            Assert.Equal(1, notified + (_notify.IsPermitStored ? 1 : 0));
        Assert.True(left == 0 || !_notify.IsPermitStored, "It waits for a notification that is there.");
        _notify.NotifyAll();
        Assert.Equal(0, _notify.WaiterCount);
    }

    private void Stand(Place place)
    {
        switch (place)
        {
            case Place.Wait:
                _waits.Add(_notify.WaitAsync());
                break;
            case Place.Canceled:
                using (var source = new CancellationTokenSource())
                {
                    _waits.Add(_notify.WaitAsync(source.Token));
                    source.Cancel();
                }

                break;
            case Place.GivenBack:
                _notify.Register().Dispose();
                break;
            case Place.Ticket:
                _waits.Add(_notify.Register().WaitAsync());
                break;
        }
    }
}
