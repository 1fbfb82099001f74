using System.Diagnostics;

namespace HostedRuntime.Tests.Diagnostics.Traces;

/// <summary>The span is the current Activity in its body, and nowhere else. On each flavor.</summary>
public abstract class SpanFlowTests(RuntimeFlavor flavor) : TracedRuntime(flavor)
{
    private static readonly SpawnOptions s_named = new() { Name = "work" };

    [Fact]
    public async Task Body_BeforeAndAfterAwaits_RunsInItsSpan()
    {
        using var spans = Record();
        using var request = Begin();
        var seen = await Rt.Spawn(
            static async () =>
            {
                List<Activity?> seen = [Activity.Current];
                await Task.Yield();
                seen.Add(Activity.Current);
                await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1));
                seen.Add(Activity.Current);
                await Task.Run(static () => { });
                seen.Add(Activity.Current);
                return seen;
            },
            s_named);
        Assert.All(seen, activity => Assert.Same(spans.Only, activity));
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public async Task Thread_AfterThePoll_HasNoActivity()
    {
        using var spans = Record();
        using var request = Begin();
        var suppressed = new SpawnOptions { SuppressFlow = true };
        for (var i = 0; i < 10; i++)
        {
            await Rt.Spawn(static () => { }, s_named);
            Assert.Null(await Rt.Spawn(static () => Activity.Current, suppressed));
        }

        Assert.Equal(10, spans.Ended.Count);
    }

    [Fact]
    public async Task End_InsideForeignCode_KeepsItsActivity()
    {
        using var spans = Record();
        var body = new TaskCompletionSource();
        var before = new TaskCompletionSource<Activity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var after = new TaskCompletionSource<Activity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Rt.Spawn(
            () =>
            {
                _ = CompleteAsync();
                return body.Task;
            },
            s_named);
        Assert.NotNull(await before.Task);
        Assert.Same(await before.Task, await after.Task);
        Assert.Equal("work", spans.Only.OperationName);

        // The end of the body's Task ends the task in the middle of this method.
        async Task CompleteAsync()
        {
            await Task.Yield();
            using var own = new Activity("own").Start();
            before.SetResult(Activity.Current);
            body.SetResult();
            after.SetResult(Activity.Current);
        }
    }
}

public sealed class SpanFlowOnWorkersTests() : SpanFlowTests(RuntimeFlavor.MultiThread);

public sealed class SpanFlowOnCurrentThreadTests() : SpanFlowTests(RuntimeFlavor.CurrentThread);

public sealed class SpanFlowOnThreadPoolTests() : SpanFlowTests(RuntimeFlavor.ThreadPool);
