using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A whole runtime ends while its child runtime ends. Meanwhile tasks are spawned into the child runtime, from outside and by one of its
/// tasks. Each task ends, and runs once or never. Both runtimes end, and neither waits for a task that the other has removed.
/// </summary>
internal sealed class ChildOfEndingRuntime : Model
{
    private readonly RuntimeEngine _runtime = ShutdownModel.Make();
    private readonly ChildRuntime _childRuntime;
    private readonly List<JoinHandle> _spawned = [];
    private readonly Dictionary<long, int> _runs = [];
    private ShutdownReport? _report;
    private bool _isRunning;
    private bool _hasEnded;

    public ChildOfEndingRuntime()
    {
        _childRuntime = new ChildRuntime(_runtime);
        Thread("user", () =>
        {
            _runtime.Start();
            _isRunning = true;
            var report = _runtime.ShutdownAsync(TimeSpan.Zero);
            Until("for the report", () => report.IsCompleted);
            _report = report.Result;
        });
        Thread("spawner", () =>
        {
            Until("for the start", () => _isRunning);
            Spawn(child: true);
        });
        Thread("ender", () =>
        {
            Until("for the start", () => _isRunning);
            var ended = ((ChildOwner)IOwningHandle.OwnerOf(_childRuntime)).End();
            Until("for the end of the child runtime", () => ended.IsCompleted);
            _hasEnded = true;
        });
    }

    public override void Check()
    {
        Assert.True(_hasEnded);
        Assert.Equal(RuntimeState.Stopped, _runtime.State);
        foreach (var handle in _spawned)
        {
            Assert.True(handle.IsFinished, $"{handle} was left behind.");
            Assert.Equal(handle.Status == JoinStatus.Completed ? 1 : 0, _runs.GetValueOrDefault(handle.Id));
        }

        Assert.Equal((0, 0L), (_childRuntime.Count, _runtime.Alive));
        Assert.InRange(_report!.Drained + _report.Aborted + _report.StillRunning.Count, 0, _spawned.Count);
    }

    private void Spawn(bool child)
        => _spawned.Add(_childRuntime.Spawn(() =>
        {
            var id = CurrentTask.Id!.Value;
            _runs[id] = _runs.GetValueOrDefault(id) + 1;
            if (child)
                Spawn(child: false);
        }));
}
