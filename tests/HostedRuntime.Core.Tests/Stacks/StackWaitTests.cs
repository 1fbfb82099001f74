using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tasks;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Stacks;

public sealed class StackWaitTests : RuntimeUnderTest
{
    private const string AtBody = "at StackWaitTests.*";

    [Fact]
    public void CaptureStack_InASleep_SaysSo() => Look(static async _ => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan), "in sleep, never due", AtBody);

    [Fact]
    public void CaptureStack_InAChannel_SaysSo()
    {
        var (_, receiver) = MpscChannel.CreateBounded<int>(1);
        Look(async _ => await receiver.ReadAsync(), "in mpsc read, 0 items", AtBody);
    }

    [Fact]
    public void CaptureStack_InAnEnumerationOfAChannel_SaysSo()
    {
        var (_, receiver) = MpscChannel.CreateBounded<int>(1);
        Look(
            async _ =>
            {
                await foreach (var item in receiver.ReadAllAsync())
                    GC.KeepAlive(item);
            },
            "in mpsc read, 0 items", AtBody);
    }

    [Fact]
    public void CaptureStack_InASelect_SaysSo() => Look(
        static async _ => await Select.Of(Select.Timeout(Timeout.InfiniteTimeSpan)).WaitAsync(), "in select of 1: timeout", AtBody);

    [Fact]
    public void CaptureStack_InATimeout_LeadsToItsBody() => Look(
        static async _ => await AsyncTime.TimeoutAsync(Timeout.InfiniteTimeSpan, SleepAsync),
        "in sleep, never due", "at StackWaitTests.SleepAsync", "at AsyncTime.TimeoutAsync", AtBody);

    [Fact]
    public void CaptureStack_InAnInitializer_LeadsToIt()
    {
        var cell = new OnceCell<int>();
        Look(
            async _ => await cell.GetOrInitializeAsync(static async ct =>
            {
                await SleepAsync(ct);
                return 1;
            }),
            "in sleep, never due", "at StackWaitTests.SleepAsync", AtBody, "at OnceCell<int>.InitializeAsync", AtBody);
    }

    [Fact]
    public void CaptureStack_InAJoin_NamesTheTask() => Look(
        static async other => await other, "in join of 'other'", AtBody);

    [Fact]
    public void CaptureStack_InAJoinWithResult_NamesTheTask() => Look(
        static async other => await other.JoinAsync(), "in join of 'other'", AtBody);

    [Fact]
    public void CaptureStack_InATimedJoin_NamesTheTask() => Look(
        static async other => await other.WaitAsync(TimeSpan.FromDays(1)), "in join of 'other'", AtBody);

    [Fact]
    public void CaptureStack_InADelay_SaysSo() => Look(static async _ => await Task.Delay(Timeout.Infinite), "awaits Task.Delay", AtBody);

    [Fact]
    public void CaptureStack_InASemaphoreSlim_SaysSo() => Look(static async _ =>
    {
        using var semaphore = new SemaphoreSlim(0);
        await semaphore.WaitAsync();
    }, "awaits SemaphoreSlim.WaitAsync", AtBody);

    [Fact]
    public void CaptureStack_InATaskCompletionSource_NamesItsType() => Look(
        static async _ => await new TaskCompletionSource<string>().Task, "awaits Task<string>", AtBody);

    [Fact]
    public void CaptureStack_InWaitAsync_IsNotTheOnlyWay() => Run(async runtime =>
    {
        using var end = new CancellationTokenSource();
        var task = runtime.Spawn(async () => await new TaskCompletionSource().Task.WaitAsync(end.Token));
        var stack = Captured.Until(task, static stack => stack.Stack.End == AsyncStackEnd.Foreign);
        Assert.Equal("Task.WaitAsync", stack.Stack.Methods[0]);
        Assert.False(Assert.Single(stack.Leaves).IsOnlyWay);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await task);
    });

    [Fact]
    public void CaptureStack_InAsTask_NamesTheBridgedTask() => Run(async runtime =>
    {
        var other = runtime.Spawn(SleepAsync, new SpawnOptions { Name = "other" });
        var task = runtime.Spawn(async () => await other.AsTask());
        Captured.Until(task, static stack => stack.Stack.WaitsOn == "Task");
        var bridges = new BridgedTasks();
        bridges.Add(other);
        bridges.Add(task);
        var stack = task.CaptureStack(bridges)!;
        Assert.Equal("join of 'other'", stack.Stack.WaitsOn);
        Assert.Same(other, bridges.TaskOf(stack.Leaves[0].Awaited!));
        other.Abort();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await task);
    });

    private static async Task SleepAsync(CancellationToken ct) => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct);

    /// <summary>Expects that stack of a body. A name that ends with a star may be longer, because it has the name of the test.</summary>
    private void Look(Func<JoinHandle, Task> body, params string[] lines) => Run(async runtime =>
    {
        var other = runtime.Spawn(SleepAsync, new SpawnOptions { Name = "other" });
        var task = runtime.Spawn(() => body(other));
        try
        {
            Captured.Until(task, stack => Fits(stack.Stack.ToString().Split('\n'), lines));
        }
        finally
        {
            task.Abort();
            task.Detach();
            other.Abort();
        }
    });

    private static bool Fits(string[] actual, string[] expected)
        => actual.Length == expected.Length
            && actual.Zip(expected).All(static pair => pair.Second.EndsWith('*') ? pair.First.StartsWith(pair.Second[..^1], StringComparison.Ordinal) : pair.First == pair.Second);
}
