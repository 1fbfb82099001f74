namespace HostedRuntime.Tests.Contracts;

// Each contract on each kind of runtime.

public sealed class SpawnOnTwoWorkersTests : SpawnContract;

public sealed class AbortOnTwoWorkersTests : AbortContract;

public sealed class BlockOnWithTwoWorkersTests : BlockOnContract;

public sealed class ShutdownOfTwoWorkersTests : ShutdownContract;

public sealed class SpawnOnFourWorkersTests : SpawnContract
{
    protected override RuntimeOptions Options() => new() { WorkerThreads = 4 };
}

public sealed class AbortOnFourWorkersTests : AbortContract
{
    protected override RuntimeOptions Options() => new() { WorkerThreads = 4 };
}

public sealed class ShutdownOfFourWorkersTests : ShutdownContract
{
    protected override RuntimeOptions Options() => new() { WorkerThreads = 4 };
}

// And once more with the ThreadPool taken away: nothing here may need it.

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

file static class Starved
{
    public static void Run(Action body)
    {
        using var pool = new StarvedPool();
        body();
        Assert.True(pool.WasStarved, "The ThreadPool ran something, so the test showed nothing.");
    }
}
