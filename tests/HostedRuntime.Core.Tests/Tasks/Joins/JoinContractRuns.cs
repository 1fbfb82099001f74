using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks.Joins;

// Each contract on each kind of runtime.

public sealed class HandleWaitOnTwoWorkersTests : HandleWaitContract;

public sealed class HandleWaitOnCurrentThreadTests : HandleWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class HandleWaitOnThreadPoolTests : HandleWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

// Waits on a task need no thread of the ThreadPool.

[Collection(nameof(Alone))]
public sealed class HandleWaitWhileThePoolStarvesTests : HandleWaitContract
{
    protected override void Around(Action body)
    {
        using var pool = new StarvedPool();
        body();
        Assert.True(pool.WasStarved, "The ThreadPool ran something, so the test showed nothing.");
    }
}
