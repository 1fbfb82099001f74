namespace HostedRuntime.Tests.Contracts;

public abstract class AbortOnDisposeContract : RuntimeUnderTest
{
    [Fact]
    public void AbortOnDispose_WhenScopeIsLeft_EndsTheTaskFirst() => Run(async rt =>
    {
        var running = Signals.Create();
        var handle = rt.Spawn(async ct =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        });
        await using (handle.AbortOnDispose())
            await running.Task;
        Assert.True(handle.IsFinished);
    });

    [Fact]
    public void AbortOnDispose_WhenCallerIsAborted_StillWaits_NextAwaitThrows() => Run(async rt =>
    {
        var (disposing, cleanup, running) = (Signals.Create(), Signals.Create(), Signals.Create());
        var hadEnded = false;
        var owner = rt.Spawn(async () =>
        {
            var inner = rt.Spawn(async ct =>
            {
                running.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }
                finally
                {
                    await cleanup.Task;
                }
            });
            await running.Task;
            var disposal = inner.AbortOnDispose().DisposeAsync();
            disposing.SetResult();
            await disposal;
            hadEnded = inner.IsFinished;
            await CurrentTask.YieldAsync();
        });
        await disposing.Task;
        owner.Abort();
        Assert.False(owner.IsFinished);
        cleanup.SetResult();
        Assert.Equal(JoinStatus.Canceled, (await owner.JoinAsync()).Status);
        Assert.True(hadEnded);
    });
}

public sealed class AbortOnDisposeOnTwoWorkersTests : AbortOnDisposeContract;

public sealed class AbortOnDisposeOnCurrentThreadTests : AbortOnDisposeContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class AbortOnDisposeOnThreadPoolTests : AbortOnDisposeContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
