using HostedRuntime.Tests.Contracts;
using HostedRuntime.Tests.Time;

namespace HostedRuntime.Tests.Tasks.Joins;

/// <summary><c>WaitAsync</c> measures its time by the clock of the runtime whose task is awaited.</summary>
public sealed class HandleWaitTimeTests : IDisposable
{
    private const int Limit = 60_000;

    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(100);

    private readonly FakeClock _clock = new();
    private readonly TaskCompletionSource<int> _go = new();

    public void Dispose() => _clock.Dispose();

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_WhenTheTimeIsOver_ThrowsAndTheTaskGoesOn()
    {
        var handle = _clock.Start(async () => await _go.Task);
        var wait = handle.WaitAsync(s_time);
        _clock.Pass(99);
        Assert.False(wait.IsCompleted);
        _clock.Pass(1);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => wait);
        Assert.Equal($"The task {handle.Id} (Running) did not end within 00:00:00.1000000. Only the wait has ended: to end the task as well, call Abort.", error.Message);
        _go.SetResult(5);
        Assert.Equal(5, await handle);
    }

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_WhenTheTaskEndsInTime_LeavesNoTimer()
    {
        var handle = _clock.Start(async () => await _go.Task);
        var wait = handle.WaitAsync(s_time);
        _clock.Pass(50);
        _go.SetResult(5);
        Assert.Equal(5, await wait);
        _clock.Pass(1_000);
        Assert.Equal(5, await handle.WaitAsync(s_time));
    }

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_FromAnotherRuntime_UsesTheAwaitedTasksClock()
    {
        await using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var handle = _clock.Start(async () => await _go.Task);
        var waiting = new TaskCompletionSource();
        var waiter = other.Spawn(async () =>
        {
            var wait = handle.WaitAsync(s_time);
            waiting.SetResult();
            await wait;
        });
        await waiting.Task;
        Assert.False(waiter.IsFinished);
        _clock.Pass(100);
        await Assert.ThrowsAsync<TimeoutException>(async () => await waiter);
        _go.SetResult(0);
        await handle;
    }

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_OnATask_ThrowsOnThatTask()
    {
        var handle = _clock.Start(async () => await _go.Task);
        var waiter = _clock.Start(async () =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => handle.WaitAsync(s_time));
            return CurrentTask.Runtime;
        });
        _clock.Pass(100);
        Assert.Same(_clock.Runtime, await waiter);
        _go.SetResult(0);
        await handle;
    }

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_WhenRepeated_LeavesNoWait()
    {
        var handle = _clock.Start(async () => await _go.Task);
        for (var i = 0; i < 100; i++)
        {
            var wait = handle.WaitAsync(s_time);
            _clock.Pass(100);
            await Assert.ThrowsAsync<TimeoutException>(() => wait);
        }

        _go.SetResult(5);
        Assert.Equal(5, await handle.WaitAsync(s_time));
    }

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_WhenTheTaskFailsLater_ReportsTheFault()
    {
        var log = new FaultLog();
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, FaultObservationDelay = Timeout.InfiniteTimeSpan }, hooks: log.Hooks);
        var handle = runtime.Spawn(async () => { await _go.Task; throw new FormatException(); }, new SpawnOptions { Name = "late" });
        await Assert.ThrowsAsync<TimeoutException>(() => handle.WaitAsync(TimeSpan.Zero));
        _go.SetResult(0);
        Signals.SpinUntil(() => handle.IsFinished, "the task fails");
        handle.Detach();
        Signals.SpinUntil(() => log.Unhandled is ["late"], "the fault is reported");
    }

    [Fact(Timeout = Limit)]
    public async Task WaitAsync_WhenTheTaskFailsInTime_ThrowsTheFault()
    {
        var log = new FaultLog();
        await using (var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, FaultObservationDelay = Timeout.InfiniteTimeSpan }, hooks: log.Hooks))
        {
            var handle = runtime.Spawn(async () => { await _go.Task; throw new FormatException(); });
            var wait = handle.WaitAsync(TimeSpan.FromHours(1));
            _go.SetResult(0);
            await Assert.ThrowsAsync<FormatException>(() => wait);
            handle.Detach();
        }

        Assert.Empty(log.Unhandled);
    }
}
