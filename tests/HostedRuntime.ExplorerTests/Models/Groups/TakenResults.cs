using HostedRuntime.Groups;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// The tasks of a set run one after another, because its concurrency limit is 1. Meanwhile the set is aborted or detached, or a reader is
/// aborted. The readers take each result once, and no reader waits for ever.
/// </summary>
internal sealed class TakenResults : TaskModel
{
    private readonly JoinSetGroup<JoinResult<int>> _group;
    private readonly Dictionary<long, int> _taken = [];
    private readonly JoinHandle[] _readers;
    private readonly Meanwhile _meanwhile;
    private readonly int _tasks;
    private int _runs;

    public TakenResults(Meanwhile meanwhile, int tasks, int readers)
    {
        (_meanwhile, _tasks) = (meanwhile, tasks);
        _group = new JoinSetGroup<JoinResult<int>>(Owner, maxConcurrency: 1, static task => new JoinResult<int>((JoinHandle<int>)task));
        for (var i = 0; i < tasks; i++)
            _group.Spawn(new FuncTask<int>(Owner, () => ++_runs, default, default));
        _readers = [.. Enumerable.Range(0, readers).Select(_ => Spawn(new TaskBody(Owner, ReadAsync, default, default)))];
        Workers(2);
        switch (meanwhile)
        {
            case Meanwhile.Abort:
                Outsider("aborter", _group.Abort);
                break;
            case Meanwhile.Detach:
                Outsider("detacher", _group.Detach);
                break;
            case Meanwhile.AbortReader:
                Outsider("aborter", _readers[0].Abort);
                break;
        }
    }

    /// <summary>The event while the tasks run.</summary>
    public enum Meanwhile
    {
        Abort,
        Detach,
        AbortReader,
    }

    public override void Check()
    {
        base.Check();
        Assert.All(_taken.Values, static times => Assert.Equal(1, times));
        var left = 0;
        while (_group.TryTake(out _))
            left++;
        if (_meanwhile != Meanwhile.Detach)
            Assert.Equal(_tasks, _taken.Count + left);
        Assert.Equal(_meanwhile == Meanwhile.Abort ? _runs : _tasks, _runs);
        Assert.Equal(0, _group.Count);
        Assert.All(_readers[(_meanwhile == Meanwhile.AbortReader ? 1 : 0)..], static reader => Assert.Equal(JoinStatus.Completed, reader.Status));
    }

    private async Task ReadAsync()
    {
        while (await _group.TakeAsync(CancellationToken.None) is { } result)
            _taken[result.TaskId] = _taken.GetValueOrDefault(result.TaskId) + 1;
    }
}
