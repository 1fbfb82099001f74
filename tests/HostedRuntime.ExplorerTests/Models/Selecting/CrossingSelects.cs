using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Two tasks send to each other over channels of one place. Each selects between room for its next item and an item of the other task. So
/// neither waits for room while the other one does, and each item arrives once and in order.
/// </summary>
internal sealed class CrossingSelects : TaskModel
{
    private readonly int _items;
    private readonly List<int>[] _read = [[], []];

    /// <param name="items">How many items each task sends.</param>
    /// <param name="workers">The number of threads that poll.</param>
    public CrossingSelects(int items, int workers)
    {
        _items = items;
        var (toSecond, ofFirst) = MpscChannel.CreateBounded<int>(1);
        var (toFirst, ofSecond) = MpscChannel.CreateBounded<int>(1);
        Spawn(new TaskBody(Owner, () => RunAsync(toSecond, ofSecond, _read[0]), default, default));
        Spawn(new TaskBody(Owner, () => RunAsync(toFirst, ofFirst, _read[1]), default, default));
        Workers(workers);
    }

    public override void Check()
    {
        base.Check();
        Assert.All(_read, read => Assert.Equal(Enumerable.Range(0, _items), read));
    }

    private async Task RunAsync(Sender<int> sender, Receiver<int> receiver, List<int> read)
    {
        var room = Select.Reserve(sender);
        var item = Select.Read(receiver);
        var selection = Select.Biased(room, item);
        for (var sent = 0; sent < _items || read.Count < _items;)
        {
            room.IsEnabled = sent < _items;
            item.IsEnabled = read.Count < _items;
            var winner = await selection.WaitAsync();
            if (winner == room)
            {
                using var permit = room.Value;
                permit.Send(sent++);
            }
            else
            {
                Assert.Same(item, winner);
                read.Add(item.Value);
            }
        }
    }
}
