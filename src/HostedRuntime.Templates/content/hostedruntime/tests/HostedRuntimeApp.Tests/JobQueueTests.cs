using HostedRuntime;
using HostedRuntime.Testing;
using HostedRuntimeApp.Jobs;

namespace HostedRuntimeApp.Tests;

public sealed class JobQueueTests
{
    /// <summary>Runs the tasks in many orders. If one of them loses a job, the test says how, and prints a line that repeats it.</summary>
    [Fact]
    public void Complete_WithJobsInQueue_LosesNone() => ConcurrencyTest.Run(static async run =>
    {
        var queue = new JobQueue(length: 1);
        var done = new List<string>();
        var worker = run.Runtime.Spawn(() => queue.WorkAsync(done.Add), new SpawnOptions { Name = "worker" });
        var first = run.Runtime.Spawn(ct => queue.AddAsync("first", ct), new SpawnOptions { Name = "first" });
        var second = run.Runtime.Spawn(ct => queue.AddAsync("second", ct), new SpawnOptions { Name = "second" });
        await first;
        await second;
        queue.Complete();
        await worker;
        Assert.Equal(["first", "second"], done.Order());
        Assert.Equal(2, queue.Done);
    });
}
