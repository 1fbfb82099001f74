using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A whole runtime ends while a thread outside the runtime calls BlockOn. The call returns whenever the end begins, the body is counted
/// once, and no task is left in the list.
/// </summary>
internal sealed class BlockOnShutdownModel : Model
{
    private readonly MultiThreadRuntime _runtime = ShutdownModel.Make();
    private ShutdownReport? _report;
    private bool _ran;
    private bool _wasCanceled;

    /// <param name="isPatient">
    /// True if the shutdown waits without a limit, and the body only yields. False if the shutdown does not wait, and the body waits for an
    /// abort.
    /// </param>
    public BlockOnShutdownModel(bool isPatient)
    {
        Thread("ender", () =>
        {
            _runtime.Start();
            var report = _runtime.ShutdownAsync(isPatient ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
            var thread = ModelThread.Current!;
            thread.Execution.WaitFor(thread, "for the report", () => report.IsCompleted);
            _report = report.Result;
        });
        Thread("caller", () =>
        {
            try
            {
                _runtime.BlockOn(async () =>
                {
                    _ran = true;
                    if (isPatient)
                        await CurrentTask.YieldAsync();
                    else
                        await new Sync.AsyncNotify().WaitAsync();
                });
            }
            catch (JoinCanceledException)
            {
                _wasCanceled = true;
            }
        });
    }

    public override void Check()
    {
        Assert.True(_ran || _wasCanceled);
        Assert.Equal(0, _runtime.Alive);
        Assert.Empty(_runtime.Tasks.Snapshot());
        Assert.InRange(_report!.Drained + _report.Aborted + _report.StillRunning.Count, 0, 1);
    }
}
