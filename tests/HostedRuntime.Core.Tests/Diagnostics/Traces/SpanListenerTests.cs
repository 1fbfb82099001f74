using System.Diagnostics;

namespace HostedRuntime.Tests.Diagnostics.Traces;

/// <summary>The effects of a listener's decisions and exceptions on tasks.</summary>
public sealed class SpanListenerTests : TracedRuntime
{
    private static readonly SpawnOptions s_named = new() { Name = "work" };

    [Fact]
    public async Task Sample_None_BodyRunsInSpawnersActivity()
    {
        using var spans = Record(static () => ActivitySamplingResult.None);
        using var request = Begin();
        Assert.Same(request, await Rt.Spawn(static () => Activity.Current, s_named));
        Assert.Empty(spans.Ended);
    }

    [Fact]
    public async Task Sample_PropagationData_SpanHasNoOutcome()
    {
        using var spans = Record(static () => ActivitySamplingResult.PropagationData);
        using var request = Begin();
        var inside = await Rt.Spawn(static () => Activity.Current, s_named);

        Assert.Same(spans.Only, inside);
        Assert.Equal(request.TraceId, spans.Only.TraceId);
        Assert.False(spans.Only.Recorded);
        Assert.Null(spans.Only.GetTagItem("hosted_runtime.outcome"));
    }

    [Fact]
    public async Task Sample_Recorded_SpanIsRecorded()
    {
        using var spans = Record();
        await Rt.Spawn(static () => { }, s_named);
        Assert.True(spans.Only.Recorded);
    }

    [Theory]
    [InlineData("sample", 0)]
    [InlineData("start", 1)]
    [InlineData("stop", 1)]
    public async Task Callback_WhenItThrows_TaskCompletes(string callback, int ended)
    {
        using var spans = Record(
            () => callback == "sample" ? throw new FormatException() : ActivitySamplingResult.AllDataAndRecorded,
            _ => Throw("start"),
            _ => Throw("stop"));
        using var request = Begin();
        Assert.Equal(1, await Rt.Spawn(static () => 1, s_named));
        Assert.Equal(2, await Rt.SpawnBlocking(static () => 2, new SpawnOptions { Detach = true }));
        Assert.Null(await Rt.Spawn(static () => Activity.Current, new SpawnOptions { SuppressFlow = true }));
        Assert.Equal(2 * ended, spans.Ended.Count);

        void Throw(string here)
        {
            if (callback == here)
                throw new FormatException();
        }
    }

    [Fact]
    public async Task Listener_DisposedBeforeEnd_TaskCompletes()
    {
        var end = new TaskCompletionSource();
        JoinHandle task;
        using (Record())
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            task = Rt.Spawn(
                () =>
                {
                    started.SetResult();
                    return end.Task;
                },
                s_named);
            await started.Task;
        }

        end.SetResult();
        await task;
        Assert.True(task.IsFinished);
    }
}
