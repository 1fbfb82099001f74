using HostedRuntime.Exploring;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>A runtime reduced to the operations that a task uses, with a record of their calls.</summary>
internal sealed class ModelOwner : StubTaskOwner
{
    private readonly ReadyTasks _ready = new();
    private readonly List<RuntimeTask> _admitted = [];
    private readonly List<RuntimeTask> _registered = [];
    private readonly List<RuntimeTask> _released = [];
    private readonly List<string> _wrong = [];

    /// <summary>The number of reported unhandled faults that the model causes on purpose.</summary>
    public int ExpectedFaults { get; private set; }

    /// <summary>True if the model causes unhandled faults.</summary>
    public bool ExpectsFaults { get; init; }

    /// <summary>The number of threads that may still make a task ready.</summary>
    public int Outsiders { get; set; }

    /// <summary>The number of tasks that have ended.</summary>
    public int Ends { get; private set; }

    private bool IsOver => Outsiders == 0 && Ends == _admitted.Count && _ready.IsEmpty;

    public override bool TryAdmit(RuntimeTask task)
    {
        _admitted.Add(task);
        Schedule(task);
        return true;
    }

    public override void Refuse(RuntimeTask task)
    {
        _admitted.Add(task);
        if (task.TryRefuse())
            Ends++;
    }

    public override bool TryAdmitBlocking(RuntimeTask task) => TryAdmit(task);

    public override bool TryAdmitUnstarted(RuntimeTask task)
    {
        _admitted.Add(task);
        return true;
    }

    public override void Start(RuntimeTask task)
    {
        if (!task.IsEnded)
            Schedule(task);
    }

    public override void Schedule(RuntimeTask task) => _ready.Push(task);

    public override void ScheduleLast(RuntimeTask task, ThreadContext here) => _ready.Push(task);

    public override void Register(RuntimeTask task) => _registered.Add(task);

    public override void Release(RuntimeTask task, bool registered)
    {
        _released.Add(task);
        if (registered != _registered.Contains(task))
            _wrong.Add($"A task that is {(registered ? "not " : "")}in the list ended as one that is{(registered ? "" : " not")}.");
    }

    public override void CountEnd(RuntimeTask task) => Ends++;

    public override void ReportFault(RuntimeTask task, Exception exception)
    {
        if (ExpectsFaults)
            ExpectedFaults++;
        else
            _wrong.Add($"Reported: {exception.Message}");
    }

    /// <summary>
    /// Waits for the task that a worker of the model polls next. If a task is never made ready again, the workers deadlock.
    /// </summary>
    /// <returns>The task; null if everything has ended.</returns>
    public RuntimeTask? Next()
    {
        var thread = ModelThread.Current;
        while (true)
        {
            thread?.Execution.WaitFor(thread, "for a task", () => !_ready.IsEmpty || IsOver);
            if (_ready.TryTake(out var task))
                return task;
            if (IsOver)
                return null;
        }
    }

    /// <summary>Asserts that every task ended exactly once, and that nothing was reported.</summary>
    public void Check()
    {
        Assert.Empty(_wrong);
        Assert.Equal(_admitted.Count, Ends);
        Assert.Equal(_admitted.Count, _released.Distinct().Count());
        Assert.Equal(_admitted.Count, _released.Count);
        Assert.All(_admitted, static task => Assert.True(task.IsEnded));
    }
}
