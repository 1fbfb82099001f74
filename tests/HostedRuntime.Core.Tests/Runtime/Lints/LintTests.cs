using System.Runtime.CompilerServices;
using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Lints;

/// <summary>Each lint is found where its mistake is made, and not where it is not.</summary>
public sealed class LintTests : IDisposable
{
    private readonly RuntimeOptions _options = new() { WorkerThreads = 2, MaxBlockingThreads = 1, StallThreshold = TimeSpan.FromMilliseconds(50), FaultObservationDelay = TimeSpan.Zero };
    private readonly IRuntime _rt;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LintTests() => _rt = AsyncRuntime.Create(_options);

    public void Dispose()
    {
        _end.TrySetResult();
        _rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        _rt.Dispose();
    }

    [Fact]
    public void LongPoll_WhenABodySpins_IsFound()
    {
        var task = _rt.Spawn(() =>
        {
            while (!_end.Task.IsCompleted)
                Thread.SpinWait(100);
        }, new SpawnOptions { Name = "spinner" });
        var lint = Until("HR001");
        Assert.Equal((LintSeverity.Warning, (long?)task.Id), (lint.Severity, lint.TaskId));
        Assert.Contains("'spinner'", lint.Text);
    }

    [Fact]
    public void BlockingWait_WhenABodyBlocks_IsFoundWithTheMethod()
    {
        // Without a threshold, from which on the wait would be a stall (HR001).
        using var blocked = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan, ShutdownTimeout = TimeSpan.Zero });
        blocked.Spawn(Block);
        // Not each wait is traced, and at the first looks the thread may be on its way into the wait.
        string? text = null;
        Assert.True(
            SpinWait.SpinUntil(() => (text = Find("HR002", blocked)?.Text)?.Contains("a blocking wait", StringComparison.Ordinal) == true && text.Contains(" at LintTests.", StringComparison.Ordinal), TimeSpan.FromMinutes(2)),
            $"The method is not named: {text}");
        Assert.Null(Find("HR002"));
        _end.SetResult();

        void Block()
        {
#pragma warning disable xUnit1031, VSTHRD002 // The mistake is what the test is about.
            while (!_end.Task.IsCompleted)
                _end.Task.Wait(TimeSpan.FromMilliseconds(200));
#pragma warning restore xUnit1031, VSTHRD002
        }
    }

    [Fact]
    public async Task LeftForThreadPool_WhenConfigureAwaitIsFalse_NamesTheSite()
    {
        await _rt.Spawn(async () => await CurrentTask.YieldAsync());
        Assert.Null(Find("HR003"));
        var task = _rt.Spawn(async () => await _end.Task.ConfigureAwait(false));
        Signals.UntilWaiting(_rt, 1);
        _end.SetResult();
        await task;
        var lint = Until("HR003");
        Assert.Contains("LintTests.cs:", lint.Text);
        Assert.Equal(1, lint.Count);
    }

    [Fact]
    public void LongHold_WhenANamedLockIsHeld_IsFound()
    {
        var (named, unnamed) = (new AsyncMutex { Name = "orders" }, new AsyncMutex());
        var release = new AsyncNotify();
        var holder = _rt.Spawn(async () =>
        {
            using var first = await unnamed.LockAsync();
            using var second = await named.LockAsync();
            await release.WaitAsync();
        });
        Assert.Equal(("orders", holder.Id), (Until("HR004").Resource?.Name, Until("HR004").TaskId));
        Assert.Single(_rt.CaptureSnapshot().Lints, static lint => lint.Code == "HR004");
        // The runtime of the holder reports it, and no other one.
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        Assert.DoesNotContain(other.CaptureSnapshot().Lints, static lint => lint.Resource?.Name == "orders");
        release.NotifyOne();
        holder.JoinAsync().AsTask().Wait(TestContext.Current.CancellationToken);
        Assert.Null(Find("HR004"));
    }

    [Fact]
    public void Deadlock_WhenTasksCross_IsAnError()
    {
        var (a, b, both) = (new AsyncMutex(), new AsyncMutex(), new AsyncBarrier(2));
        Cross(a, b);
        Cross(b, a);
        Assert.Equal(LintSeverity.Error, Until("HR005").Severity);

        void Cross(AsyncMutex first, AsyncMutex second) => _rt.Spawn(async () =>
        {
            using var one = await first.LockAsync();
            await both.SignalAndWaitAsync();
            using var two = await second.LockAsync();
        });
    }

    [Fact]
    public void FullChannel_WhenItsReceiverDoesNotRead_IsFound()
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1, "stuck");
        var (other, _) = MpscChannel.CreateBounded<int>(2, "half full");
        Assert.True(sender.TryWrite(1) && other.TryWrite(1));
        _ = _rt.Spawn(async () => await sender.WriteAsync(2));
        Assert.Equal("stuck", Until("HR006").Resource?.Name);
        Assert.Single(_rt.CaptureSnapshot().Lints, static lint => lint.Code == "HR006");
        Assert.True(receiver.TryRead(out _));
        Assert.Null(Find("HR006"));
        GC.KeepAlive(other);
    }

    [Fact]
    public void AbandonedChannel_WhenTheSenderWasCollected_IsFound()
    {
        var receiver = LoseSender();
        var (kept, held) = MpscChannel.CreateUnbounded<int>("kept");
        _rt.Spawn(async () => await receiver.ReadAsync());
        _rt.Spawn(async () => await held.ReadAsync());
        Signals.UntilWaiting(_rt, 2);
        Signals.SpinUntil(
            () =>
            {
                GC.Collect();
                return Find("HR007") is not null;
            },
            "the lost sender is found");
        Assert.Equal("lost", Assert.Single(_rt.CaptureSnapshot().Lints, static lint => lint.Code == "HR007").Resource?.Name);
        kept.Dispose();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Receiver<int> LoseSender() => MpscChannel.CreateUnbounded<int>("lost").Receiver;
    }

    [Fact]
    public void GrowingBlockingQueue_WhenTheThreadIsBusy_IsFound()
    {
        using var go = new ManualResetEventSlim();
        void Wait() => go.Wait(TestContext.Current.CancellationToken);
        _rt.SpawnBlocking(Wait);
        SpinWait.SpinUntil(
            () =>
            {
                if (_rt.Metrics.BlockingQueueDepth < 10_000)
                    _rt.SpawnBlocking(Wait);
                return Find("HR008") is not null;
            },
            TimeSpan.FromMinutes(2));
        Assert.NotNull(Find("HR008"));
        go.Set();
    }

    [Fact]
    public void UnobservedFault_WhenAHandleIsNotAwaited_IsFoundUntilItIs()
    {
        var task = _rt.Spawn(static () => throw new InvalidOperationException("lost"), new SpawnOptions { Name = "failing" });
        var lint = Until("HR009");
        Assert.Equal(task.Id, lint.TaskId);
        Assert.Contains("InvalidOperationException: lost", lint.Text);
        task.Detach();
        Assert.Null(Find("HR009"));
    }

    [Fact]
    public void BusyTask_WhenItYieldsInALoop_IsFound()
    {
        var task = _rt.Spawn(async () =>
        {
            while (!_end.Task.IsCompleted)
                await CurrentTask.YieldAsync();
        });
        Assert.Equal(task.Id, Until("HR010").TaskId);
    }

    [Fact]
    public async Task OutlivesScope_WhenAMemberIgnoresTheCancel_IsFound()
    {
        var scope = _rt.Spawn(async () => await _rt.RunScopeAsync(async scope =>
        {
            var isRunning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = scope.Spawn(
                async _ =>
                {
                    isRunning.SetResult();
                    await _end.Task;
                },
                new SpawnOptions { Name = "stubborn" });
            await isRunning.Task;
            scope.Cancel();
        }));
        var lint = Until("HR012");
        Assert.Contains("'stubborn'", lint.Text);
        _end.SetResult();
        await scope.JoinAsync();
        Assert.Null(Find("HR012"));
    }

    [Fact]
    public async Task LostGuard_WhenTheHolderHasEnded_IsFound()
    {
        var mutex = new AsyncMutex();
        await _rt.Spawn(async () => { _ = await mutex.LockAsync(); }, new SpawnOptions { Name = "forgetful" });
        _ = _rt.Spawn(async () => (await mutex.LockAsync()).Dispose());
        Assert.Contains("'forgetful'", Until("HR013").Text);
    }

    [Fact]
    public void LateTasks_WhenAllWorkersAreBusy_AreFound()
    {
        using var busy = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxCompensatingThreads = 0, ShutdownTimeout = TimeSpan.Zero });
        for (var i = 0; i < 2; i++)
        {
            busy.Spawn(async () =>
            {
                while (!_end.Task.IsCompleted)
                {
                    var until = Environment.TickCount64 + 150;
                    while (Environment.TickCount64 < until)
                        Thread.SpinWait(100);
                    await CurrentTask.YieldAsync();
                }
            });
        }

        Until("HR011", busy);
        _end.SetResult();
    }

    [Fact]
    public async Task Lints_WhenNothingIsWrong_AreEmpty()
    {
        using var healthy = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, StallThreshold = TimeSpan.FromSeconds(30), FaultObservationDelay = TimeSpan.Zero });
        var (sender, receiver) = MpscChannel.CreateBounded<int>(10, "fine");
        var mutex = new AsyncMutex { Name = "fine" };
        var reader = healthy.Spawn(async () =>
        {
            await foreach (var item in receiver.ReadAllAsync())
            {
                using var held = await mutex.LockAsync();
                _ = item;
            }
        });
        var sleeper = healthy.Spawn(static async ct => await AsyncTime.SleepAsync(TimeSpan.FromHours(1), ct));
        var failing = healthy.Spawn(static () => throw new InvalidOperationException("observed"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await failing);
        // Seven seconds of work: the sampler has looked often enough for every lint that needs several looks.
        await healthy.Spawn(async () =>
        {
            var until = DateTime.UtcNow.AddSeconds(7);
            for (var i = 0; DateTime.UtcNow < until; i++)
            {
                await sender.WriteAsync(i);
                await healthy.RunScopeAsync(static scope =>
                {
                    scope.Spawn(static async _ => await CurrentTask.YieldAsync()).Detach();
                    return Task.CompletedTask;
                });
                if (i % 100 == 0)
                    await healthy.SpawnBlocking(static () => Thread.Yield());
            }
        });
        // Named resources are those of the whole process, also of other tests. On an overloaded machine tasks do wait for a worker.
        Assert.DoesNotContain(healthy.CaptureSnapshot().Lints, static lint => (lint.Resource?.Name is null or "fine") && lint.Code != "HR011");
        sleeper.Abort();
        sender.Dispose();
        await reader;
    }

    [Fact]
    public void DisabledLints_WhenSet_AreLeftOut()
    {
        var mutex = new AsyncMutex { Name = "quiet" };
        _ = _rt.Spawn(async () =>
        {
            using var held = await mutex.LockAsync();
            await _end.Task;
        });
        Until("HR004");
        _options.DisabledLints = "HR003, HR004";
        Assert.Empty(_rt.Reconfigure(_options));
        Assert.Null(Find("HR004"));
    }

    [Theory]
    [InlineData("HR099")]
    [InlineData("HR000")]
    [InlineData("HR+01")]
    [InlineData("HR-01")]
    [InlineData("HR 01")]
    [InlineData("HR01 ")]
    [InlineData("HR01\0")]
    [InlineData("HR0001")]
    [InlineData("hr001")]
    [InlineData("HR001,")]
    [InlineData("HR001,HR+02")]
    [InlineData("")]
    public void DisabledLints_OtherThanCodes_IsRefused(string text)
    {
        _options.DisabledLints = text;
        Assert.Equal([$"DisabledLints is {text}; allowed: codes from HR001 to HR013 with commas between them, as in 'HR003,HR010', or none."], _options.Validate());
    }

    /// <summary>Each code that the check accepts is one that the lints have, and turns that lint off.</summary>
    [Fact]
    public void DisabledLints_OfAllCodes_IsAccepted()
    {
        var codes = Enumerable.Range(1, 13).Select(static number => $"HR{number:000}").ToList();
        Assert.Equal(codes, LintCodes.All);
        _options.DisabledLints = string.Join(" , ", codes);
        Assert.Empty(_options.Validate());
        Assert.All(codes, code => Assert.True(LintCodes.Contains(_options.DisabledLints, code)));
    }

    private RuntimeLint? Find(string code, IRuntime? runtime = null) => (runtime ?? _rt).CaptureSnapshot().Lints.FirstOrDefault(lint => lint.Code == code);

    private RuntimeLint Until(string code, IRuntime? runtime = null)
    {
        RuntimeLint? found = null;
        // Some lints need ten seconds, and a busy machine more.
        Assert.True(SpinWait.SpinUntil(() => (found = Find(code, runtime)) is not null, TimeSpan.FromMinutes(2)), $"{code} is not found.");
        return found!;
    }
}
