using System.Threading.Channels;

namespace HostedRuntime.Models;

/// <summary>
/// A delay queue is completed while readers wait, its only item is due, and the item is removed or the queue is cleared. The item is taken
/// once, and every other reader sees the end.
/// </summary>
internal sealed class CompletedQueue : TimeModel
{
    private readonly Func<int> _countLeft;
    private readonly bool _isCleared;
    private int _taken;

    public CompletedQueue(int readers, bool isCleared)
    {
        _isCleared = isCleared;
        var queue = new DelayQueue<int>(Wheel.Provider);
        _countLeft = () => queue.Count;
        var key = queue.Enqueue(1, TimeSpan.FromMilliseconds(4));
        for (var i = 0; i < readers; i++)
            Outsider($"reader {i}", () => Watch(queue.DequeueAsync(), _ => _taken++));
        Outsider("completer", queue.Complete);
        Outsider("remover", () =>
        {
            if (isCleared)
                queue.Clear();
            else if (queue.TryRemove(key, out _))
                _taken++;
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(0, _countLeft());
        Assert.InRange(_taken, _isCleared ? 0 : 1, 1);
        Assert.All(Ends, static end => Assert.True(end is null or ChannelClosedException, end?.ToString()));
        Assert.InRange(Ends.Count(static end => end is null), 0, 1);
    }
}
