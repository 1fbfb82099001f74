namespace HostedRuntime.Tests.Contracts;

// Runs each contract on each flavor.

public sealed class SpawnOnTwoWorkersTests : SpawnContract;

public sealed class AbortOnTwoWorkersTests : AbortContract;

public sealed class BlockOnWithTwoWorkersTests : BlockOnContract;

public sealed class ShutdownOfTwoWorkersTests : ShutdownContract;

public sealed class BlockedOnTwoWorkersTests : BlockedWorkerContract;

public sealed class BudgetOfAWorkerTests : BudgetContract;

public sealed class BudgetOnCurrentThreadTests : BudgetContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class BudgetOnThreadPoolTests : BudgetContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class SpawnOnFourWorkersTests : SpawnContract
{
    protected override int Workers => 4;
}

public sealed class AbortOnFourWorkersTests : AbortContract
{
    protected override int Workers => 4;
}

public sealed class ShutdownOfFourWorkersTests : ShutdownContract
{
    protected override int Workers => 4;
}

public sealed class SpawnOnCurrentThreadTests : SpawnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class AbortOnCurrentThreadTests : AbortContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class BlockOnOnCurrentThreadTests : BlockOnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class ShutdownOnCurrentThreadTests : ShutdownContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class BlockedOnCurrentThreadTests : BlockedWorkerContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class SpawnOnThreadPoolTests : SpawnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class AbortOnThreadPoolTests : AbortContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class BlockOnOnThreadPoolTests : BlockOnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class ShutdownOnThreadPoolTests : ShutdownContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class BlockedOnThreadPoolTests : BlockedWorkerContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

// These contracts run while all threads of the ThreadPool are blocked, because no flavor but ThreadPool may need the pool.

[Collection(nameof(Alone))]
public sealed class SpawnWhileThePoolStarvesTests : SpawnContract
{
    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class AbortWhileThePoolStarvesTests : AbortContract
{
    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class BlockOnWhileThePoolStarvesTests : BlockOnContract
{
    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class ShutdownWhileThePoolStarvesTests : ShutdownContract
{
    protected override void Around(Action body) => Starved.Run(body);

    protected override bool NeedsThreadPool() => false;
}

[Collection(nameof(Alone))]
public sealed class BlockedWhileThePoolStarvesTests : BlockedWorkerContract
{
    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class SpawnOnCurrentThreadWhileThePoolStarvesTests : SpawnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class AbortOnCurrentThreadWhileThePoolStarvesTests : AbortContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class BlockOnOnCurrentThreadWhileThePoolStarvesTests : BlockOnContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    protected override void Around(Action body) => Starved.Run(body);
}

[Collection(nameof(Alone))]
public sealed class ShutdownOnCurrentThreadWhileThePoolStarvesTests : ShutdownContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;

    protected override void Around(Action body) => Starved.Run(body);

    protected override bool NeedsThreadPool() => false;
}

file static class Starved
{
    public static void Run(Action body)
    {
        using var pool = new StarvedPool();
        body();
        Assert.True(pool.WasStarved, "The ThreadPool ran something, so the test showed nothing.");
    }
}

public sealed class ChildRuntimeOfTwoWorkersTests : ChildRuntimeContract;

public sealed class ChildRuntimeOfCurrentThreadTests : ChildRuntimeContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class ChildRuntimeOfThreadPoolTests : ChildRuntimeContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class EnterOnTwoWorkersTests : EnterContract;

public sealed class EnterOnCurrentThreadTests : EnterContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class EnterOnThreadPoolTests : EnterContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class BlockOnShutdownOfTwoWorkersTests : BlockOnShutdownContract;

public sealed class BlockOnShutdownOfCurrentThreadTests : BlockOnShutdownContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class BlockOnShutdownOfThreadPoolTests : BlockOnShutdownContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}

public sealed class StopBehaviorOnTwoWorkersTests : StopBehaviorContract;

public sealed class StopBehaviorOnCurrentThreadTests : StopBehaviorContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class StopBehaviorOnThreadPoolTests : StopBehaviorContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
