using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Stacks;

public sealed class StackBranchTests : RuntimeUnderTest
{
    [Fact]
    public void CaptureStack_OfWhenAll_SaysThatAllAreAwaited() => Look(
        static (orders, _) => orders.WholeAsync(),
        stack => stack.Leaves.Count == 2 && stack.Leaves[0].End == AsyncStackEnd.Wait,
        stack =>
        {
            Assert.Equal(AsyncStackEnd.All, stack.Stack.End);
            Assert.All(stack.Leaves, static leaf => Assert.True(leaf.IsOnlyWay));
            Assert.IsType<PendingWait>(stack.Leaves[0].Awaited, exactMatch: false);
        });

    [Fact]
    public void CaptureStack_WhenABranchIsUnknown_CountsIt() => Look(
        // In an optimized program no variable of the method leads to the branch that awaits a foreign Task.
        static (orders, never) => Task.WhenAll(orders.LoadAsync(), Foreign(never)),
        static stack => stack.Stack.Branches.Count == 1,
        static stack =>
        {
            Assert.Equal(1, stack.Stack.MoreBranches);
            Assert.False(stack.IsWhole);
            Assert.EndsWith("+ ... 1 more branch\nat Task.WhenAll", stack.Stack.ToString(), StringComparison.Ordinal);
        });

    [Fact(Skip = Bodies.NoVariables, SkipType = typeof(Bodies), SkipWhen = nameof(Bodies.AreRuntimeAsync))]
    public void CaptureStack_WhenAVariableHoldsTheBranches_FindsThem() => Look(
        static async (_, never) =>
        {
            var all = new[] { Foreign(never), Foreign(never) };
            await Task.WhenAll(all);
            GC.KeepAlive(all);
        },
        static stack => stack.Stack.Branches.Count == 2,
        static stack =>
        {
            Assert.True(stack.IsWhole);
            Assert.All(stack.Stack.Branches, static branch => Assert.Equal(["StackBranchTests.Foreign"], branch.Methods));
        });

    [Fact]
    public void CaptureStack_OfWhenAllWithResults_FindsAllBranches() => Look(
        static (orders, _) => Task.WhenAll(orders.GenericAsync<int>(), orders.GenericAsync<int>()),
        static stack => stack.Stack.Branches.Count == 2,
        static stack => Assert.True(stack.IsWhole));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void CaptureStack_OfWhenAny_SaysThatOneSuffices(int count) => Look(
        (orders, never) => Task.WhenAny([orders.LoadAsync(), .. Enumerable.Repeat(never, count - 1)]),
        stack => stack.Stack.Branches.Count == count,
        static stack =>
        {
            Assert.Equal(AsyncStackEnd.Any, stack.Stack.End);
            Assert.True(stack.IsWhole);
            Assert.All(stack.Leaves, static leaf => Assert.False(leaf.IsOnlyWay));
        });

    [Fact]
    public void CaptureStack_OfManyBranches_ShowsSixteen() => Look(
        static (orders, _) => Task.WhenAll(Enumerable.Range(0, 40).Select(_ => orders.LoadAsync())),
        static stack => stack.Leaves.Count == 40,
        static stack =>
        {
            Assert.Equal(16, stack.Stack.Branches.Count);
            Assert.Equal(24, stack.Stack.MoreBranches);
            Assert.True(stack.IsWhole);
        });

    [Fact]
    public void CaptureStack_OfADeepRecursion_KeepsBothEnds() => Look(
        static (orders, _) => Down(orders, 200),
        static stack => stack.Leaves is [{ End: AsyncStackEnd.Wait }],
        static stack =>
        {
            Assert.Equal("Orders.LoadAsync", stack.Stack.Methods[0]);
            Assert.Equal(65, stack.Stack.Methods.Count);
            Assert.Contains("... 138 more", stack.Stack.Methods);
            Assert.True(stack.IsWhole);
        });

    [Fact]
    public void CaptureStack_BeyondTheLimit_IsCut() => Look(
        static (orders, _) => Down(orders, 1500),
        static stack => stack.Stack.Note is not null,
        static stack =>
        {
            Assert.Equal("stack cut: more than 1000 methods", stack.Stack.Note);
            Assert.Equal(AsyncStackEnd.Unknown, stack.Stack.End);
            Assert.False(stack.IsWhole);
        });

    private static async Task Foreign(Task never) => await never;

    private static async Task Down(Orders orders, int depth)
    {
        if (depth == 0)
            await orders.LoadAsync();
        else
            await Down(orders, depth - 1);
    }

    private void Look(Func<Orders, Task, Task> body, Func<HostedRuntime.Stacks.CapturedStack, bool> arrived, Action<HostedRuntime.Stacks.CapturedStack> check) => Run(async runtime =>
    {
        var gate = new AsyncMutex();
        var guard = await gate.LockAsync();
        var never = Signals.Create();
        var orders = new Orders(gate, never.Task);
        var task = runtime.Spawn(() => body(orders, never.Task));
        try
        {
            check(Captured.Until(task, arrived));
        }
        finally
        {
            guard.Dispose();
            never.SetResult();
            await task;
        }
    });
}
