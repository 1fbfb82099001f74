using System.Runtime.CompilerServices;

namespace HostedRuntime.Testing.Tests.Exploring;

#pragma warning disable HRT014 // Work on other threads is what the tests are about.

/// <summary>Tests that may wait for work on other threads. Its order is not under control, so two runs of a schedule may differ.</summary>
public sealed class ForeignWaitTests
{
    private static readonly ConcurrencyTestOptions s_options = new() { ForeignWork = ForeignWork.Wait, MaxTime = Timeout.InfiniteTimeSpan, Schedules = 20 };

    [Fact]
    public void Explore_ForeignWorkThatMayBeWaitedFor_Passes()
        => ConcurrencyTest.Run(async run => await run.Runtime.Spawn(async () => await Task.Run(static () => { })), s_options);

    // Guards against a bug: the check of determinism failed tests in which the work was done before the await now and then.
    [Fact]
    public void Explore_ForeignWorkThatEndsSometimesBeforeTheAwait_Passes()
    {
        var runs = 0;
        ConcurrencyTest.Run(
            async run => await run.Runtime.Spawn(async () =>
            {
                var isAwaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var work = Task.Run(() => isAwaited.Task);
                if (runs++ % 2 == 0)
                {
                    isAwaited.SetResult();
                    SpinWait.SpinUntil(() => work.IsCompleted);
                }

                await new SignaledAwait(work, () => isAwaited.TrySetResult());
            }),
            s_options);
        Assert.InRange(runs, 2, 20);
    }

    [Fact]
    public void Explore_FailureThatDoesNotComeAgain_IsReportedAndSaysSo()
    {
        var runs = 0;
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                var first = runs++ == 0;
                await run.Runtime.Spawn(async () => await Task.Run(static () => { }), new SpawnOptions { Name = "caller" });
                if (first)
                    throw new InvalidOperationException("late answer");
            },
            s_options).Failure;

        Assert.Equal(FailureKind.Exception, failure!.Kind);
        Assert.Contains("late answer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("did not fail again", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'caller'", string.Join('\n', failure.Trace), StringComparison.Ordinal);
    }

    /// <summary>Awaits a Task, and signals once the body is suspended.</summary>
    private sealed class SignaledAwait(Task work, Action signal) : INotifyCompletion
    {
        public bool IsCompleted => work.IsCompleted;

        public SignaledAwait GetAwaiter() => this;

        public void OnCompleted(Action continuation)
        {
            work.GetAwaiter().OnCompleted(continuation);
            signal();
        }

        public void GetResult() => work.GetAwaiter().GetResult();
    }
}
