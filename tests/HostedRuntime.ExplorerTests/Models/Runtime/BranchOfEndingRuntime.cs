using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A whole runtime ends while a branch of it ends and tasks are spawned into the branch, from outside and by one of its tasks. Each ends, runs
/// once or never, both ends come, and neither is kept waiting by what the other took.
/// </summary>
internal sealed class BranchOfEndingRuntime : Model
{
    private readonly RuntimeEngine _runtime = ShutdownModel.Make();
    private readonly ChildRuntime _branch;
    private readonly List<JoinHandle> _spawned = [];
    private readonly Dictionary<long, int> _runs = [];
    private ShutdownReport? _report;
    private bool _isRunning;
    private bool _hasEnded;

    public BranchOfEndingRuntime()
    {
        _branch = new ChildRuntime(_runtime);
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
            var ended = ((ChildOwner)IOwningHandle.OwnerOf(_branch)).End();
            Until("for the end of the branch", () => ended.IsCompleted);
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

        Assert.Equal((0, 0L), (_branch.Count, _runtime.Alive));
        Assert.InRange(_report!.Drained + _report.Aborted + _report.StillRunning.Count, 0, _spawned.Count);
    }

    private void Spawn(bool child)
        => _spawned.Add(_branch.Spawn(() =>
        {
            var id = CurrentTask.Id!.Value;
            _runs[id] = _runs.GetValueOrDefault(id) + 1;
            if (child)
                Spawn(child: false);
        }));
}
