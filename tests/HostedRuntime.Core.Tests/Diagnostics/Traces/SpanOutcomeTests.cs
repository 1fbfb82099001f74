using System.Diagnostics;

namespace HostedRuntime.Tests.Diagnostics.Traces;

/// <summary>The tags, status and events of a span, and the tasks that never start and so have no span.</summary>
public sealed class SpanOutcomeTests : TracedRuntime
{
    private static readonly SpawnOptions s_named = new() { Name = "work" };

    [Fact]
    public async Task Span_OfTaskThatCompletes_HasItsTags()
    {
        using var spans = Record();
        var task = Rt.Spawn(
            static async () =>
            {
                await CurrentTask.YieldAsync();
                await CurrentTask.YieldAsync();
            },
            s_named,
            file: "/build/Orders.cs",
            line: 42);
        await task;

        var span = spans.Only;
        Assert.Equal((ActivityKind.Internal, ActivityStatusCode.Unset), (span.Kind, span.Status));
        Assert.True(span.IsStopped);
        Assert.True(Assert.IsType<double>(span.GetTagItem("hosted_runtime.task.queue_time")) > 0);
        Assert.Equal(
            [
                ("code.file.path", "Orders.cs"),
                ("code.line.number", 42),
                ("hosted_runtime.name", RuntimeName),
                ("hosted_runtime.outcome", "ok"),
                ("hosted_runtime.task.id", task.Id),
                ("hosted_runtime.task.polls", 3),
                ("hosted_runtime.worker.kind", "core"),
            ],
            span.TagObjects.Where(static tag => tag.Key != "hosted_runtime.task.queue_time").Select(static tag => (tag.Key, tag.Value!)).OrderBy(static tag => tag.Key, StringComparer.Ordinal));
        Assert.Empty(span.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Span_OfTaskThatFaults_RecordsException(bool isBlocking)
    {
        using var spans = Record();
        var task = isBlocking ? Rt.SpawnBlocking(static () => throw new FormatException("bad order"), s_named) : Rt.Spawn(FailAsync, s_named);
        await Assert.ThrowsAsync<FormatException>(async () => await task);

        var span = spans.Only;
        Assert.Equal((ActivityStatusCode.Error, "bad order"), (span.Status, span.StatusDescription));
        Assert.Equal(("faulted", "System.FormatException"), (span.GetTagItem("hosted_runtime.outcome"), span.GetTagItem("error.type")));
        var recorded = Assert.Single(span.Events);
        Assert.Equal("exception", recorded.Name);
        var about = recorded.Tags.ToDictionary();
        Assert.Equal(("System.FormatException", "bad order"), (about["exception.type"], about["exception.message"]));
        Assert.Contains(isBlocking ? nameof(Span_OfTaskThatFaults_RecordsException) : nameof(FailAsync), Assert.IsType<string>(about["exception.stacktrace"]), StringComparison.Ordinal);

        static async Task FailAsync()
        {
            await CurrentTask.YieldAsync();
            throw new FormatException("bad order");
        }
    }

    [Fact]
    public async Task Span_OfTaskThatIsAborted_IsCanceled()
    {
        using var spans = Record();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = Rt.Spawn(
            ct =>
            {
                started.SetResult();
                return Task.Delay(Timeout.Infinite, ct);
            },
            s_named);
        await started.Task;
        task.Abort();
        await task.JoinAsync();

        Assert.Equal((ActivityStatusCode.Unset, "canceled"), (spans.Only.Status, spans.Only.GetTagItem("hosted_runtime.outcome")));
        Assert.Null(spans.Only.GetTagItem("error.type"));
        Assert.Empty(spans.Only.Events);
    }

    [Fact]
    public async Task Span_OfTaskAbortedBeforeStart_IsNone()
    {
        using var spans = Record();
        var aborted = Unstarted.Spawn(static () => { }, s_named);
        var blocking = Unstarted.SpawnBlocking(static () => { }, s_named);
        var canceled = Unstarted.Spawn(static () => { }, s_named with { CancellationToken = new CancellationToken(canceled: true) });
        aborted.Abort();
        blocking.Abort();
        Unstarted.Start();
        Assert.All([await aborted.JoinAsync(), await blocking.JoinAsync(), await canceled.JoinAsync()], static end => Assert.Equal(JoinStatus.Canceled, end.Status));
        await Rt.Spawn(static () => { }, new SpawnOptions { Name = "last" });
        Assert.Equal("last", spans.Only.OperationName);
    }

    [Fact]
    public async Task Span_OfTaskThatIsRefused_IsNone()
    {
        using var spans = Record();
        await Rt.ShutdownAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(JoinStatus.Canceled, (await Unstarted.Spawn(static () => { }, s_named).JoinAsync()).Status);
        Assert.Empty(spans.Ended);
    }

    [Fact]
    public async Task Span_WhenJoinerGoesOn_HasEnded()
    {
        using var spans = Record();
        var hasEnded = await Rt.Spawn(async () =>
        {
            await Rt.Spawn(static async () => await CurrentTask.YieldAsync(), new SpawnOptions { Name = "joined" });
            return spans.Ended.Count == 1;
        });
        Assert.True(hasEnded);
    }
}
