using HostedRuntime.Selecting;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The report of an event that the select has seen already.</summary>
public sealed class LateReportTests
{
    [Fact]
    public void WaitAsync_WhenACompletedTaskReportsLate_LetsItWinOnce()
    {
        var notify = new AsyncNotify();
        var source = new TaskCompletionSource();
        var (completed, notified) = (Select.Completed(source.Task), Select.Notified(notify));
        var selection = Select.Of(completed, notified);
        ValueTask<SelectCase?> second = default;
        // Added before the continuation of the select. The BCL runs the synchronous ones in their order.
        var added = source.Task.ContinueWith(
            _ =>
            {
                Assert.Same(completed, selection.WaitAsync().Result);
                second = selection.WaitAsync();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        var first = selection.WaitAsync();
        notify.NotifyOne();
        Assert.Same(notified, first.AsTask().Result);
        source.SetResult();
        Assert.True(added.IsCompletedSuccessfully);
        notify.NotifyOne();
        Assert.Same(notified, second.AsTask().Result);
        Assert.True(completed.IsEnded);
    }
}
