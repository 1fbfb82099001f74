using HostedRuntime.Diagnostics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A whole runtime of one worker ends while tasks are spawned, from outside and by a task. Each task runs or is cancelled, and is counted
/// once. Nothing runs after the report except tasks that the report names.
/// </summary>
internal sealed class ShutdownModel : Model
{
    private readonly RuntimeEngine _runtime = Make();
    private readonly List<(JoinHandle Handle, bool BeforeShutdown)> _spawned = [];
    private readonly Dictionary<long, int> _runs = [];
    private readonly List<long> _ranAfterReport = [];
    private readonly bool _isPatient;
    private ShutdownReport? _report;
    private bool _isRunning;
    private bool _isEnding;

    /// <param name="isPatient">True if the shutdown waits without a limit; false if it does not wait.</param>
    public ShutdownModel(bool isPatient)
    {
        _isPatient = isPatient;
        Thread("user", () =>
        {
            _runtime.Start();
            _isRunning = true;
            var report = Begin();
            WaitUntil("for the report", () => report.IsCompleted);
            _report = report.Result;
        });
        Thread("spawner", () =>
        {
            WaitUntil("for the start", () => _isRunning);
            Spawn(child: false);
            Spawn(child: true);
        });
    }

    /// <summary>Creates a runtime of one worker.</summary>
    public static MultiThreadRuntime Make()
        => new("model", new RuntimeOptions { WorkerThreads = 1, MaxCompensatingThreads = 0, StallThreshold = Timeout.InfiniteTimeSpan }, TimeProvider.System, new RuntimeHooks(), meter: null);

    public override void Check()
    {
        var report = _report!;
        Assert.Empty(_ranAfterReport.Except(report.StillRunning.Select(static task => task.Id)));
        Assert.Equal(RuntimeState.Stopped, _runtime.State);
        foreach (var (handle, beforeShutdown) in _spawned)
        {
            Assert.True(handle.IsFinished, $"{handle} was left behind.");
            Assert.Equal(handle.Status == JoinStatus.Completed ? 1 : 0, _runs.GetValueOrDefault(handle.Id));
            if (_isPatient && beforeShutdown)
                Assert.Equal(JoinStatus.Completed, handle.Status);
        }

        Assert.Equal(0, _runtime.Alive);
        Assert.InRange(report.Drained + report.Aborted + report.StillRunning.Count, 0, _spawned.Count);
        if (_isPatient)
            Assert.True(report.IsClean, report.ToString());
    }

    private static void WaitUntil(string at, Func<bool> condition)
    {
        var thread = ModelThread.Current!;
        thread.Execution.WaitFor(thread, at, condition);
    }

    private Task<ShutdownReport> Begin()
    {
        _isEnding = true;
        return _runtime.ShutdownAsync(_isPatient ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
    }

    private void Spawn(bool child)
    {
        var handle = _runtime.Spawn(() =>
        {
            var id = CurrentTask.Id!.Value;
            if (_report is not null)
                _ranAfterReport.Add(id);
            _runs[id] = _runs.GetValueOrDefault(id) + 1;
            if (child)
                Spawn(child: false);
        });
        // If the shutdown began before the spawn returned, the task may have been refused.
        _spawned.Add((handle, !_isEnding));
    }
}
