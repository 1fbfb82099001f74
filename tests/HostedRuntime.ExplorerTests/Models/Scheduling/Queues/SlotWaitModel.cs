using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// A worker puts suspended tasks into its LIFO slot, each with the wait that it resumes from, while a thief empties the slot. Each wait
/// runs exactly once.
/// </summary>
internal sealed class SlotWaitModel : SlotModel
{
    private readonly RuntimeTask[] _tasks;
    private readonly CountedWait[] _waits;

    public SlotWaitModel(int tasks)
    {
        var owner = new ModelOwner();
        _waits = [.. Enumerable.Range(0, tasks).Select(static _ => new CountedWait())];
        _tasks = [.. Enumerable.Range(0, tasks).Select(_ => new TaskBody(owner, static () => new TaskCompletionSource().Task, default, default))];
        var poller = new TaskPoller();
        foreach (var task in _tasks)
            poller.PollOnce(task);

        Thread("worker", () =>
        {
            for (var i = 0; i < tasks; i++)
            {
                Run(Slot.Put(_tasks[i], _waits[i]), null);
                if (i % 2 == 1)
                    Run(Slot.Take(out var wait), wait);
            }
        });
        Thread("thief", () => Run(Slot.Steal(), null));
    }

    public override void Check()
    {
        Run(Slot.Take(), null);
        Assert.All(_waits, static wait => Assert.Equal(1, wait.Runs));
    }

    private sealed class CountedWait : PendingWait
    {
        private static readonly Action<object?> s_run = static wait => ((CountedWait)wait!).Runs++;

        public int Runs { get; private set; }

        public override void Run(ThreadContext? context) => Runs++;

        public override Delegate AsCallback(out object? state)
        {
            state = this;
            return s_run;
        }

        protected override string WaitsOn => "a wait of a test";

        public override void EndCanceled(CancellationToken ct)
        {
        }

        public override bool Continues(Task method, IWaitingTask task) => false;
    }
}
