using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// Several participants arrive at a barrier, and one of them is cancelled. Either its arrival counts and it goes on with the others, or the
/// arrival is withdrawn and the others wait.
/// </summary>
internal sealed class BarrierModel : Model
{
    private readonly AsyncBarrier _barrier;
    private readonly List<ValueTask<bool>> _arrivals = [];

    public BarrierModel(int participants)
    {
        var source = new CancellationTokenSource();
        _barrier = new(participants);
        for (var i = 0; i < participants; i++)
        {
            var ct = i == 0 ? source.Token : default;
            Thread($"participant {i}", () => _arrivals.Add(_barrier.SignalAndWaitAsync(ct)));
        }

        Thread("canceler", source.Cancel);
    }

    public override void Check()
    {
        var (leaders, followers, canceled, left) = (0, 0, 0, 0);
        foreach (var arrival in _arrivals)
        {
            if (!arrival.IsCompleted)
            {
                left++;
                continue;
            }

            try
            {
                if (arrival.GetAwaiter().GetResult())
                    leaders++;
                else
                    followers++;
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }
        }

        var others = _barrier.Participants - 1;
        Assert.Equal(canceled == 0 ? (1, others, 0) : (0, 0, others), (leaders, followers, left));
        Assert.Equal(left, _barrier.ArrivedCount);
    }
}
