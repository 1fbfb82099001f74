using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime;

/// <summary>
/// The static functions. They are tested alone, because they share one process-wide runtime. The first five tests correspond to tauri's
/// own.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AsyncRuntimeTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });

    public AsyncRuntimeTests() => AsyncRuntime.Set(_rt);

    public void Dispose() => _rt.Dispose();

    [Fact]
    public async Task Spawn_Body_ReturnsItsValue() => Assert.Equal(5, await AsyncRuntime.Spawn(async () =>
    {
        await Task.Yield();
        return 5;
    }));

    [Fact]
    public void BlockOn_Body_ReturnsItsValue() => Assert.Equal(0, AsyncRuntime.BlockOn(() => Task.FromResult(0)));

    [Fact]
    public async Task HandleSpawn_Body_ReturnsItsValue() => Assert.Equal(5, await AsyncRuntime.Handle.Spawn(() => Task.FromResult(5)));

    [Fact]
    public void HandleBlockOn_Body_ReturnsItsValue() => Assert.Equal(0, AsyncRuntime.Handle.BlockOn(() => Task.FromResult(0)));

    [Fact]
    public async Task Abort_OfASpawnedTask_MakesItsJoinThrow()
    {
        var task = AsyncRuntime.Spawn(async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return 5;
        });
        task.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
    }

    [Fact]
    public async Task SpawnBlocking_Body_ReturnsItsValue() => Assert.Equal(5, await AsyncRuntime.SpawnBlocking(() => 5));

    [Fact]
    public async Task Channel_AWrittenItem_IsRead()
    {
        var (sender, receiver) = AsyncRuntime.Channel<int>(1);
        await sender.WriteAsync(3);
        Assert.Equal(3, await receiver.ReadAsync());
    }

    [Fact]
    public void Handle_OutsideARuntime_ReturnsTheOneSet() => Assert.Same(_rt, AsyncRuntime.Handle);

    [Fact]
    public async Task Handle_InATaskOfAnother_ReturnsItsRuntime()
    {
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        Assert.Same(other, await other.Spawn(() => AsyncRuntime.Handle));
        Assert.Same(other, await other.SpawnBlocking(() => AsyncRuntime.Handle));
        Assert.Same(other, other.BlockOn(() => Task.FromResult(AsyncRuntime.Handle)));
    }

    [Fact]
    public void Enter_WhenNested_RestoresTheOuterRuntime()
    {
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        using (other.Enter())
        {
            Assert.Same(other, AsyncRuntime.Handle);
            using (_rt.Enter())
                Assert.Same(_rt, CurrentTask.Runtime);
            Assert.Same(other, CurrentTask.Runtime);
        }

        Assert.Null(CurrentTask.Runtime);
    }

    [Fact]
    public void Set_TheSameRuntimeAgain_DoesNotThrow() => AsyncRuntime.Set(_rt);

    [Fact]
    public void Set_AnotherRuntime_ThrowsAndNamesTheFirst()
    {
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "other");
        var error = Assert.Throws<InvalidOperationException>(() => AsyncRuntime.Set(other));
        Assert.StartsWith("AsyncRuntime already uses runtime 'default'.", error.Message, StringComparison.Ordinal);
    }

    // Regression: a runtime is removed when it ends, so a runtime that was set after its end stayed in use for ever.
    [Fact]
    public void Set_AnEndedRuntime_Throws()
    {
        _rt.Dispose();
        var error = Assert.Throws<InvalidOperationException>(() => AsyncRuntime.Set(_rt));
        Assert.Equal("Runtime 'default' has ended: AsyncRuntime cannot use it. Set a runtime that runs, or one that is yet to start.", error.Message);
    }

    [Fact]
    public void Offer_AnEndedRuntime_ReturnsFalse()
    {
        _rt.Dispose();
        Assert.False(AsyncRuntime.Offer(_rt, out var other));
        Assert.Null(other);
        using var next = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        Assert.True(AsyncRuntime.Offer(next, out _));
        Assert.Same(next, AsyncRuntime.Handle);
    }

    [Fact]
    public void Set_AfterTheFirstEnded_ReplacesIt()
    {
        _rt.Dispose();
        using var next = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        AsyncRuntime.Set(next);
        Assert.Same(next, AsyncRuntime.Handle);
    }
}
