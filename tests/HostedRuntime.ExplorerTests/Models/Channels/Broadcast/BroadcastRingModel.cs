using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A ring is written repeatedly, and grows, while another thread reads it without a lock. Each item that the reader accepts is the item
/// that it asked for.
/// </summary>
internal sealed class BroadcastRingModel : Model
{
    private BroadcastRing<int> _ring;
    private long _missed;
    private int _read;

    public BroadcastRingModel(int capacity, int before, int items)
    {
        _ring = new(capacity);
        // Item n has the value n + 1, because an empty slot holds zero.
        for (var item = 1; item <= before; item++)
            _ring.Write(item);
        Thread("writer", () =>
        {
            for (var item = 1; item <= items; item++)
                _ring.Write(before + item);
        });
        Thread("reader", Read);
    }

    public override void Check()
    {
        Read();
        Assert.Equal(_ring.Tail, _read + _missed);
    }

    private void Read()
    {
        for (var next = _read + _missed; next < _ring.Tail; next = _read + _missed)
        {
            if (_ring.TryRead(next, out var item))
            {
                Assert.Equal(next + 1, item);
                _read++;
            }
            else
            {
                var oldest = _ring.Oldest;
                Assert.True(oldest > next, $"Item {next} is gone, the oldest is {oldest}.");
                _missed += oldest - next;
            }
        }
    }
}
