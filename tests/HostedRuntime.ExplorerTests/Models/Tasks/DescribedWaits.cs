using HostedRuntime.Sync;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task is described while its wait ends and the object of the wait is reused, by its own next wait or by another task. The description
/// is of one wait of that task, or null.
/// </summary>
internal sealed class DescribedWaits : TaskModel
{
    private readonly JoinHandle _task;
    private readonly string[] _allowed;
    private readonly List<string> _said = [];

    public DescribedWaits(bool isAnotherTask)
    {
        if (isAnotherTask)
        {
            var (two, three) = (new AsyncBarrier(2), new AsyncBarrier(3));
            var next = new AsyncNotify();
            _ = three.SignalAndWaitAsync();
            _task = Spawn(new TaskBody(Owner, () => ArriveAsync(two, next), default, default));
            Spawn(new TaskBody(Owner, () => ArriveNextAsync(three, next), default, default));
            Outsider("arriver", () =>
            {
                _ = two.SignalAndWaitAsync();
                _ = three.SignalAndWaitAsync();
            });
            _allowed = ["AsyncBarrier, 0 of 2 arrived", "AsyncBarrier, 1 of 2 arrived"];
        }
        else
        {
            var (one, two) = (new AsyncSemaphore(1), new AsyncSemaphore(2));
            one.TryAcquire(out var ofOne);
            two.TryAcquire(2, out var ofTwo);
            _task = Spawn(new TaskBody(Owner, () => AcquireAsync(one, two), default, default));
            Outsider("releaser", () =>
            {
                ofOne.Dispose();
                ofTwo.Dispose();
            });
            _allowed = ["AsyncSemaphore, for 1 of 1 permits", "AsyncSemaphore, for 2 of 2 permits"];
        }

        Workers(1);
        Outsider("looker", () =>
        {
            if (_task.Describe().WaitsOn is { } said)
                _said.Add(said);
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.All(_said, said => Assert.Contains(said.Split(", held by")[0], _allowed));
    }

    private static async Task AcquireAsync(AsyncSemaphore one, AsyncSemaphore two)
    {
        (await one.AcquireAsync()).Dispose();
        (await two.AcquireAsync(2)).Dispose();
    }

    private static async Task ArriveAsync(AsyncBarrier two, AsyncNotify next)
    {
        await two.SignalAndWaitAsync();
        next.NotifyOne();
    }

    private static async Task ArriveNextAsync(AsyncBarrier three, AsyncNotify next)
    {
        await next.WaitAsync();
        await three.SignalAndWaitAsync();
    }
}
