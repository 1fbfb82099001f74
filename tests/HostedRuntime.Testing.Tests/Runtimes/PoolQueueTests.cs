using HostedRuntime.Channels;

namespace HostedRuntime.Testing.Tests.Runtimes;

#pragma warning disable HRT014 // Items of the ThreadPool are what the tests are about.

/// <summary>
/// The clock stands still while an item of the ThreadPool has not begun. Alone in the process: if other tests keep the pool busy, a thread
/// that has taken an item cannot always be told from theirs (docs/design/proof/testing.md).
/// </summary>
[CollectionDefinition(nameof(PoolQueueTests), DisableParallelization = true)]
[Collection(nameof(PoolQueueTests))]
public sealed class PoolQueueTests
{
    [Fact]
    public void Run_ItemsOfThePoolThatHaveNotBegun_HoldVirtualTime()
    {
        using var runtime = TestRuntime.Create();

        runtime.Run(async () =>
        {
            var (writer, reader) = MpscChannel.CreateUnbounded<int>();
            for (var i = 0; i < 100; i++)
            {
                var item = i;
                ThreadPool.QueueUserWorkItem(_ => Assert.True(writer.TryWrite(item)));
                Assert.Equal(i, await AsyncTime.TimeoutAsync(TimeSpan.FromMilliseconds(1), async ct => await reader.ReadAsync(ct)));
            }
        });

        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
    }

    [Fact]
    public void Run_ThreadThatHasTakenAnItemAndNotBegunIt_HoldsVirtualTime()
    {
        using var runtime = TestRuntime.Create();

        runtime.Run(async () =>
        {
            var (writer, reader) = MpscChannel.CreateUnbounded<int>();
            for (var i = 0; i < 10; i++)
            {
                var flow = ExecutionContext.Capture()!;
                ThreadPool.UnsafeQueueUserWorkItem(_ => BeginLate(flow, () => Assert.True(writer.TryWrite(1))), null);
                await AsyncTime.TimeoutAsync(TimeSpan.FromMilliseconds(1), async ct => await reader.ReadAsync(ct));
            }
        });

        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);

        // As a thread of the pool that loses its processor after it has taken an item, for longer than 50 yields of the driver.
        static void BeginLate(ExecutionContext flow, Action item)
        {
            Thread.SpinWait(20_000);
            ExecutionContext.Run(flow, static item => ((Action)item!)(), item);
        }
    }
}
