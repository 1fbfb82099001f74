namespace HostedRuntime.Testing.Tests.Exploring;

/// <summary>A delay without end waits for its token and for no timer, so it is no work in real time.</summary>
public sealed class InfiniteDelayTests
{
    [Fact]
    public void Explore_InfiniteDelay_EndsByItsToken()
        => ConcurrencyTest.Run(
            async run =>
            {
                var loop = run.Runtime.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), new SpawnOptions { Name = "loop" });
                await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                loop.Abort();
                Assert.Equal(JoinStatus.Canceled, (await loop.JoinAsync()).Status);
            },
            new ConcurrencyTestOptions { Schedules = 100, MaxTime = Timeout.InfiniteTimeSpan });
}
