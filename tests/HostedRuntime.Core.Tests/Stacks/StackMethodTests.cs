using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Stacks;

public sealed class StackMethodTests : RuntimeUnderTest
{
    private const string InLock = "in AsyncMutex, held by 'BlockOn'";

    [Fact]
    public void CaptureStack_OfPlainMethods_NamesThem() => Look(
        static orders => orders.PlainAsync(), InLock, "at Orders.LoadAsync", "at Orders.PlainAsync");

    [Fact]
    public void CaptureStack_OfAValueTask_NamesItsMethod() => Look(
        static orders => orders.ValueAsync().AsTask(), InLock, "at Orders.LoadAsync", "at Orders.ValueAsync");

    [Fact]
    public void CaptureStack_OfAPooledMethod_NamesIt() => Look(
        static orders => orders.PooledAsync().AsTask(), InLock, "at Orders.LoadAsync", "at Orders.ValueAsync", "at Orders.PooledAsync");

    [Fact]
    public void CaptureStack_OfALambda_NamesItsMethod() => Look(
        static orders => orders.LambdaAsync(), InLock, "at Orders.LoadAsync", "at Orders.LambdaAsync (lambda)", "at Orders.LambdaAsync");

    [Fact]
    public void CaptureStack_OfALocalFunction_NamesItsMethod() => Look(
        static orders => orders.LocalFunctionAsync(),
        InLock, "at Orders.LoadAsync", "at Orders.LocalFunctionAsync.InnerAsync (local function)", "at Orders.LocalFunctionAsync");

    [Fact]
    public void CaptureStack_OfAnAsyncIterator_NamesIt() => Look(
        static orders => orders.EnumerateAsync(), InLock, "at Orders.LoadAsync", "at Orders.ItemsAsync", "at Orders.EnumerateAsync");

    [Fact]
    public void CaptureStack_OfAsTask_LeadsThroughIt() => Look(
        static orders => orders.BridgedAsync(), InLock, "at Orders.LoadAsync", "at Orders.ValueAsync", "at Orders.BridgedAsync");

    [Fact]
    public void CaptureStack_OfFourLevels_ReachesTheBranches() => Look(
        static orders => orders.HandleAsync(),
        "+ in sleep, never due",
        $"+ {InLock}",
        "| at Orders.LoadAsync",
        "at Task.WhenAll",
        "at Orders.LoadBothAsync",
        "at Orders.LoadAllAsync",
        "at Orders.HandleAsync");

    [Fact(Skip = Bodies.NoTypeArguments, SkipType = typeof(Bodies), SkipWhen = nameof(Bodies.AreRuntimeAsync))]
    public void CaptureStack_OfAGenericMethod_NamesTypeArguments() => Look(
        static orders => orders.GenericAsync<Dictionary<string, int[]>>(), "awaits Task", "at Orders.GenericAsync<Dictionary<string, int[]>>");

    [Fact(Skip = Bodies.NoTypeArguments, SkipType = typeof(Bodies), SkipWhen = nameof(Bodies.AreRuntimeAsync))]
    public void CaptureStack_OfAGenericType_NamesTypeArguments() => Look(
        static _ => new Repository<int>().FindAsync<string>(Signals.Create().Task), "awaits Task", "at Repository<int>.FindAsync<string>");

    [Fact(Skip = Bodies.NoTypeArguments, SkipType = typeof(Bodies), SkipWhen = nameof(Bodies.AreRuntimeAsync))]
    public void CaptureStack_OfANestedGenericLambda_NamesTypeArguments() => Look(
        static _ => new Repository<int>.Cursor<long?>().Mover<(int, bool)>()(Signals.Create().Task),
        "awaits Task", "at Repository<int>.Cursor<long?>.Mover<(int, bool)> (lambda)");

    [Fact]
    public void CaptureStack_WhenTheTaskIsQueued_IsNull() => Run(
        async runtime =>
        {
            var (occupier, gate) = await Signals.OccupyWorkerAsync(runtime);
            var task = runtime.Spawn(static () => Task.CompletedTask);
            var stack = task.CaptureStack();
            gate.Set();
            await occupier;
            await task;
            Assert.Null(stack);
            Assert.Null(task.CaptureStack());
        },
        OneWorkerAlone);

    /// <summary>Expects that stack of a body while the gate of its orders is locked.</summary>
    private void Look(Func<Orders, Task> body, params string[] lines) => Run(async runtime =>
    {
        var gate = new AsyncMutex();
        var guard = await gate.LockAsync();
        var never = Signals.Create();
        var orders = new Orders(gate, never.Task);
        var task = runtime.Spawn(() => body(orders));
        try
        {
            Captured.Text(task, lines);
        }
        finally
        {
            guard.Dispose();
            never.SetResult();
            task.Abort();
            task.Detach();
        }
    });
}
