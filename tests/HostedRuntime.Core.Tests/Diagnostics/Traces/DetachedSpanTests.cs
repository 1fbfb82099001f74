using System.Diagnostics;

namespace HostedRuntime.Tests.Diagnostics.Traces;

/// <summary>The spans of tasks that are detached, by the options or by the handle.</summary>
public sealed class DetachedSpanTests : TracedRuntime
{
    private const string Tag = "hosted_runtime.task.detached";

    [Fact]
    public async Task Spawn_WithDetach_BeginsRootWithLink()
    {
        using var spans = Record();
        using var request = Begin();
        var inside = await Rt.Spawn(static () => Activity.Current, new SpawnOptions { Name = "work", Detach = true });

        AssertCut(request, spans.Only);
        Assert.Same(spans.Only, inside);
        Assert.Same(request, Activity.Current);
    }

    [Fact]
    public async Task Spawn_WithDetachAndNoActivity_HasNoLink()
    {
        using var spans = Record();
        await Rt.Spawn(static () => { }, new SpawnOptions { Name = "work", Detach = true });
        Assert.Equal(default, spans.Only.ParentSpanId);
        Assert.Empty(spans.Only.Links);
    }

    [Fact]
    public async Task Spawn_WithDetachInsideTask_LinksToItsSpan()
    {
        using var spans = Record();
        using var request = Begin();
        var inner = await Rt.Spawn(() => Rt.SpawnBlocking(static () => { }, new SpawnOptions { Name = "inner", Detach = true }), new SpawnOptions { Name = "outer" });
        await inner;
        AssertCut(spans.Of("outer"), spans.Of("inner"));
    }

    [Fact]
    public async Task Spawn_WithDetachAfterSpawnerStopped_LinksToIt()
    {
        using var spans = Record();
        JoinHandle task;
        Activity request;
        using (request = Begin())
            task = Unstarted.Spawn(static () => { }, new SpawnOptions { Detach = true });
        Unstarted.Start();
        await task;
        AssertCut(request, spans.Only);
    }

    [Fact]
    public async Task Detach_BeforeStart_BeginsRootWithLink()
    {
        using var spans = Record();
        using var request = Begin();
        var task = Unstarted.Spawn(static () => { });
        task.Detach();
        Unstarted.Start();
        await task;
        AssertCut(request, spans.Only);
    }

    [Fact]
    public async Task Detach_AfterStart_KeepsChildAndTellsIt()
    {
        using var spans = Record();
        using var request = Begin();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = Rt.Spawn(() =>
        {
            started.SetResult();
            return end.Task;
        });
        await started.Task;
        task.Detach();
        end.SetResult();
        await task;

        Assert.Same(request, spans.Only.Parent);
        Assert.Equal(true, spans.Only.GetTagItem(Tag));
        Assert.Empty(spans.Only.Links);
    }

    [Fact]
    public async Task Spawn_WithoutDetach_HasNoTag()
    {
        using var spans = Record();
        await Rt.Spawn(static () => { }, new SpawnOptions { Name = "work" });
        Assert.Null(spans.Only.GetTagItem(Tag));
    }

    [Fact]
    public async Task Spawn_WithDetachWhenNotSampled_RunsInSpawnersActivity()
    {
        using var spans = Record(static () => ActivitySamplingResult.None);
        JoinHandle<Activity?> task;
        Activity request;
        using (request = Begin())
            task = Unstarted.Spawn(static () => Activity.Current, new SpawnOptions { Detach = true });
        Unstarted.Start();
        Assert.Same(request, await task);
        Assert.Empty(spans.Ended);
    }

    [Fact]
    public async Task Spawn_WithDetachOfFault_ReportsItAtTheEnd()
    {
        var reported = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var rt = AsyncRuntime.Create(
            new RuntimeOptions { WorkerThreads = 1, FaultObservationDelay = Timeout.InfiniteTimeSpan },
            hooks: new() { TaskFaulted = (_, exception) => reported.SetResult(exception) });
        var task = rt.Spawn(static () => throw new FormatException(), new SpawnOptions { Detach = true });
        Assert.IsType<FormatException>(await reported.Task);
        GC.KeepAlive(task);
    }

    private static void AssertCut(Activity spawner, Activity span)
    {
        Assert.NotEqual(spawner.TraceId, span.TraceId);
        Assert.Equal(default, span.ParentSpanId);
        Assert.Null(span.Parent);
        Assert.Equal(spawner.Context, Assert.Single(span.Links).Context);
        Assert.Equal(true, span.GetTagItem(Tag));
    }
}
