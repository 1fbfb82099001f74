using System.Diagnostics;

namespace HostedRuntime.Tests.Diagnostics.Traces;

/// <summary>Which tasks have a span, and the place of each span in a trace.</summary>
public sealed class SpanParentTests : TracedRuntime
{
    private static readonly SpawnOptions s_named = new() { Name = "work" };

    [Fact]
    public async Task Spawn_WhenActivityIsCurrent_BeginsChild()
    {
        using var spans = Record();
        using var request = Begin();
        await Rt.Spawn(static () => { }, s_named);

        Assert.Same(request, Activity.Current);
        Assert.Equal((request.TraceId, request.SpanId), (spans.Only.TraceId, spans.Only.ParentSpanId));
        Assert.Same(request, spans.Only.Parent);
        Assert.Empty(spans.Only.Links);
    }

    [Fact]
    public async Task Spawn_WithNameOnly_BeginsRoot()
    {
        using var spans = Record();
        await Rt.Spawn(static () => { }, s_named);

        Assert.Equal("work", spans.Only.OperationName);
        Assert.Equal(default, spans.Only.ParentSpanId);
        Assert.Empty(spans.Only.Links);
    }

    [Fact]
    public async Task Spawn_WithoutNameAndActivity_BeginsNone()
    {
        using var spans = Record();
        Assert.Null(await Rt.Spawn(static () => Activity.Current));
        await Rt.SpawnBlocking(static () => { });
        Assert.Empty(spans.Ended);
    }

    [Fact]
    public async Task Spawn_WithoutName_NamesSpanAfterSite()
    {
        using var spans = Record();
        using var request = Begin();
        await Rt.Spawn(static () => { }, file: "/build/Orders.cs", line: 42);
        Assert.Equal("task Orders.cs:42", spans.Only.DisplayName);
    }

    [Fact]
    public async Task Spawn_InsideTask_BeginsGrandchild()
    {
        using var spans = Record();
        using var request = Begin();
        await Rt.Spawn(
            async () =>
            {
                await Task.Yield();
                await Rt.Spawn(static () => { }, new SpawnOptions { Name = "inner" });
            },
            new SpawnOptions { Name = "outer" });

        Assert.Equal(["inner", "outer"], spans.Ended.Select(static span => span.OperationName));
        Assert.Same(spans.Of("outer"), spans.Of("inner").Parent);
        Assert.Same(request, spans.Of("outer").Parent);
    }

    [Fact]
    public async Task Spawn_ByGroups_BeginsChildren()
    {
        using var spans = Record();
        using var request = Begin();
        await using var set = new JoinSet(Rt);
        set.Spawn(static () => { }, new SpawnOptions { Name = "member" });
        await set.JoinNextAsync();
        await Rt.RunScopeAsync(
            static async scope =>
            {
                await Task.Yield();
                _ = scope.Spawn(static _ => Task.CompletedTask, new SpawnOptions { Name = "child" });
            },
            new TaskScopeOptions { Name = "scope" });

        Assert.Same(request, spans.Of("member").Parent);
        Assert.Same(request, spans.Of("scope").Parent);
        Assert.Same(spans.Of("scope"), spans.Of("child").Parent);
    }

    [Fact]
    public async Task Spawn_WithSuppressedFlow_BeginsRootOrNone()
    {
        using var spans = Record();
        using var request = Begin();
        await Rt.Spawn(static () => { }, new SpawnOptions { SuppressFlow = true });
        await Rt.Spawn(static () => { }, new SpawnOptions { Name = "option", SuppressFlow = true });
        Task named, unnamed;
        using (ExecutionContext.SuppressFlow())
        {
            named = Rt.Spawn(static () => { }, new SpawnOptions { Name = "thread" }).AsTask();
            unnamed = Rt.Spawn(static () => { }).AsTask();
        }

        await Task.WhenAll(named, unnamed);
        Assert.Equal(["option", "thread"], spans.Ended.Select(static span => span.OperationName));
        Assert.All(spans.Ended, span => Assert.NotEqual(request.TraceId, span.TraceId));
        Assert.All(spans.Ended, static span => Assert.Equal(default, span.ParentSpanId));
        Assert.All(spans.Ended, static span => Assert.Empty(span.Links));
    }

    [Fact]
    public async Task Spawn_WhenParentStops_StaysItsChild()
    {
        using var spans = Record();
        JoinHandle task;
        Activity request;
        using (request = Begin())
            task = Unstarted.Spawn(static () => { }, s_named);
        Unstarted.Start();
        await task;
        Assert.Equal((request.TraceId, request.SpanId), (spans.Only.TraceId, spans.Only.ParentSpanId));
    }

    [Fact]
    public async Task SpawnBlocking_WhenActivityIsCurrent_BeginsChild()
    {
        using var spans = Record();
        using var request = Begin();
        var inside = await Rt.SpawnBlocking(static () => Activity.Current, s_named);

        Assert.Same(spans.Only, inside);
        Assert.Same(request, spans.Only.Parent);
        Assert.Equal("blocking", spans.Only.GetTagItem("hosted_runtime.worker.kind"));
    }

    [Fact]
    public void BlockOn_Body_RunsInCallersSpan()
    {
        using var spans = Record();
        using var request = Begin();
        Rt.BlockOn(async () =>
        {
            Assert.Same(request, Activity.Current);
            await Rt.Spawn(static () => { }, s_named);
        });
        Assert.Same(request, spans.Only.Parent);
    }

    [Fact]
    public async Task Timer_Callback_BeginsNone()
    {
        var began = 0;
        using var spans = Record(onStarted: _ => Interlocked.Increment(ref began));
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = Rt.TimeProvider.CreateTimer(_ => called.TrySetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        await called.Task;
        Assert.Equal(0, Volatile.Read(ref began));
    }
}
