using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks.Joins;

// Runs each contract on each flavor.

public sealed class HandleWaitOnTwoWorkersTests : HandleWaitContract;

public sealed class HandleWaitOnCurrentThreadTests : HandleWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class HandleWaitOnThreadPoolTests : HandleWaitContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

// Also without a free thread of the ThreadPool, because waits on a task need none.

[Collection(nameof(Alone))]
public sealed class HandleWaitWhileThePoolStarvesTests : HandleWaitContract
{
    protected override void Around(Action body)
    {
        using var pool = new StarvedPool();
        body();
        Assert.True(pool.WasStarved, "The ThreadPool ran work, so the test proves nothing.");
    }
}
