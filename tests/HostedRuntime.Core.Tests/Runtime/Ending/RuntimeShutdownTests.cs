namespace HostedRuntime.Tests.Ending;

public sealed class RuntimeShutdownTests
{
    // Guards against a bug: the report had no place for a task that was counted between the two reads.
    [Fact]
    public void IsEachTaskInOne_TaskEndsBetweenTheReads_ReturnsFalse()
    {
        var ended = 0L;
        var reads = 0;
        Assert.False(RuntimeShutdown.IsEachTaskInOne(() => Read(1 - ended), () => Read(ended), endedBefore: 0, listed: 0));
        Assert.Equal(1, ended);
        Assert.True(RuntimeShutdown.IsEachTaskInOne(() => Read(1 - ended), () => Read(ended), endedBefore: 1, listed: 0));

        // The task leaves the list before the first read, and is counted after it.
        long Read(long value)
        {
            if (++reads == 1)
                ended++;
            return value;
        }
    }
}
