using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Stacks;

public sealed class AsyncStackTests
{
    [Fact]
    public void ToString_OfBranches_DrawsThemBeforeTheirMethod()
    {
        var stack = new AsyncStack
        {
            Methods = ["Orders.Handle", "Program.Main"],
            End = AsyncStackEnd.All,
            Branches =
            [
                new() { Methods = ["Orders.Load"], End = AsyncStackEnd.Wait, WaitsOn = "AsyncMutex, held by 'loader'" },
                new() { Methods = ["Orders.Save"], End = AsyncStackEnd.Any, Branches = [new() { End = AsyncStackEnd.Foreign, WaitsOn = "Task.Delay" }, new() { Methods = ["Orders.Try"] }] },
            ],
            MoreBranches = 3,
            Note = "stack cut: why",
        };
        Assert.Equal(
            """
            + in AsyncMutex, held by 'loader'
            | at Orders.Load
            + + awaits Task.Delay
            | + ready
            | | at Orders.Try
            | at Task.WhenAny
            | at Orders.Save
            + ... 3 more branches
            at Task.WhenAll
            at Orders.Handle
            at Program.Main
            stack cut: why
            """.ReplaceLineEndings("\n"),
            stack.ToString());
    }

    [Fact]
    public void ByPlace_WhenOnlyTheTextOfAWaitDiffers_ComparesEqual()
    {
        var (a, b) = (Waiting("sleep, due in 4.2 s"), Waiting("sleep, due in 9 s"));
        Assert.Equal(a, b, AsyncStack.ByPlace);
        Assert.Equal(AsyncStack.ByPlace.GetHashCode(a), AsyncStack.ByPlace.GetHashCode(b));
    }

    [Fact]
    public void ByPlace_WhenMethodOrEndDiffers_ComparesUnequal()
    {
        var stack = Waiting("sleep");
        Assert.NotEqual(stack, new AsyncStack { Methods = ["Orders.Save"], End = AsyncStackEnd.Wait }, AsyncStack.ByPlace);
        Assert.NotEqual(stack, new AsyncStack { Methods = ["Orders.Load"] }, AsyncStack.ByPlace);
        Assert.NotEqual(
            new AsyncStack { End = AsyncStackEnd.Foreign, WaitsOn = "Task.Delay" }, new AsyncStack { End = AsyncStackEnd.Foreign, WaitsOn = "Task<int>" }, AsyncStack.ByPlace);
        Assert.NotEqual(new AsyncStack { End = AsyncStackEnd.All, Branches = [stack] }, new AsyncStack { End = AsyncStackEnd.All, MoreBranches = 1 }, AsyncStack.ByPlace);
        Assert.False(AsyncStack.ByPlace.Equals(stack, null));
    }

    private static AsyncStack Waiting(string text) => new() { Methods = ["Orders.Load"], End = AsyncStackEnd.Wait, WaitsOn = text };
}
