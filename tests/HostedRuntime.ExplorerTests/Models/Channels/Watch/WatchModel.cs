using HostedRuntime.Channels;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>Tasks watch a value until its sender ends. Each task sees the last value, and never an older value after a newer one.</summary>
internal sealed class WatchModel : TaskModel
{
    private readonly List<int>[] _seen;
    private readonly JoinHandle[] _tasks;
    private readonly int _values;
    private readonly bool _aborts;
    private int _givenUp;

    public WatchModel(int receivers, int values, bool aborts)
    {
        (_values, _aborts) = (values, aborts);
        var (sender, receiver) = Watch.Create(0);
        _seen = [.. Enumerable.Range(0, receivers).Select(static _ => new List<int>())];
        _tasks = [.. _seen.Select((seen, i) => Spawn(new TaskBody(Owner, () => WatchAsync(i == 0 ? receiver : receiver.Clone(), seen), default, default)))];
        Workers(1);
        Outsider("sender", () =>
        {
            for (var value = 1; value <= values; value++)
                sender.Send(value);
            sender.Dispose();
        });
        if (aborts)
            Outsider("aborter", _tasks[0].Abort);
    }

    public override void Check()
    {
        base.Check();
        Assert.InRange(_givenUp, 0, _aborts ? 1 : 0);
        for (var i = 0; i < _seen.Length; i++)
        {
            // The task was aborted before it started.
            if (_tasks[i].Status == JoinStatus.Canceled)
                continue;
            Assert.Equal(_values, _seen[i][^1]);
            Assert.Equal(_seen[i].Order(), _seen[i]);
        }
    }

    private async Task WatchAsync(WatchReceiver<int> receiver, List<int> seen)
    {
        for (var goesOn = true; goesOn;)
        {
            try
            {
                goesOn = await receiver.ChangedAsync();
                seen.Add(receiver.Read());
            }
            catch (OperationCanceledException)
            {
                _givenUp++;
            }
        }
    }
}
