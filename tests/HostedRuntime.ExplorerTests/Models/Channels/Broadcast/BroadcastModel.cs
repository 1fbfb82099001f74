using HostedRuntime.Channels;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Tasks read a broadcast to its end while one or two senders send items. Each task reads or misses every item, in order, and learns how
/// many it missed.
/// </summary>
internal sealed class BroadcastModel : TaskModel
{
    private readonly Reader[] _readers;
    private readonly int _items;

    /// <param name="capacity">The capacity of the channel.</param>
    /// <param name="readers">The number of receivers.</param>
    /// <param name="senders">The number of senders, each of which sends its items and ends.</param>
    /// <param name="items">The number of items of each sender.</param>
    /// <param name="aborts">Whether the first reader's task is aborted.</param>
    public BroadcastModel(int capacity, int readers, int senders, int items, bool aborts)
    {
        _items = senders * items;
        var (sender, receiver) = Broadcast.Create<int>(capacity);
        _readers = [.. Enumerable.Range(0, readers).Select(reader => new Reader(reader == 0 ? receiver : receiver.Resubscribe()))];
        var tasks = _readers.Select(reader => Spawn(new TaskBody(Owner, reader.ReadAsync, default, default))).ToArray();
        Workers(1);
        for (var i = 0; i < senders; i++)
        {
            var mine = i == 0 ? sender : sender.Clone();
            Outsider($"sender {i}", () =>
            {
                for (var item = 0; item < items; item++)
                    mine.Send(item);
                mine.Dispose();
            });
        }

        if (aborts)
            Outsider("aborter", tasks[0].Abort);
        AbortsFirst = aborts ? tasks[0] : null;
    }

    private JoinHandle? AbortsFirst { get; }

    public override void Check()
    {
        base.Check();
        foreach (var reader in _readers)
        {
            // The task was aborted before it started.
            if (reader == _readers[0] && AbortsFirst?.Status == JoinStatus.Canceled)
                continue;
            Assert.Equal(_items, reader.Read + reader.Missed);
            Assert.InRange(reader.GivenUp, 0, AbortsFirst is null ? 0 : 1);
        }
    }

    private sealed class Reader(BroadcastReceiver<int> receiver)
    {
        public int Read { get; private set; }

        public long Missed { get; private set; }

        public int GivenUp { get; private set; }

        public async Task ReadAsync()
        {
            while (true)
            {
                try
                {
                    var read = await receiver.ReadAsync();
                    if (read.IsClosed)
                        return;
                    Missed += read.Lagged;
                    if (read.TryGetItem(out _))
                        Read++;
                }
                catch (OperationCanceledException)
                {
                    GivenUp++;
                }
            }
        }
    }
}
