namespace HostedRuntime.Tests.Cluster;

/// <summary>A store that refuses every call, and comes back.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class StoreDownTests : OwnClusterTests
{
    [Fact(Timeout = Limit)]
    public async Task Spawn_WhileStoreIsDown_ThrowsTypedErrorAndStoresNothing()
    {
        var id = $"down-{Guid.NewGuid():N}";
        Nodes.Storage.IsDown = true;
        var down = await Assert.ThrowsAsync<ClusterUnavailableException>(() => SpawnAsync(id));
        Assert.Contains("StoreTimeout", down.Message, StringComparison.Ordinal);
        Nodes.Storage.IsDown = false;

        await Assert.ThrowsAsync<JobNotFoundException>(() => Nodes.JobsOf(1).AttachAsync(id));
        Assert.Empty(JobProbe.Of(id).Runs);
        // The same id can be spawned now.
        JobProbe.Of(id).Release();
        Assert.Equal("released in attempt 1", await (await SpawnAsync(id)).JoinAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Job_WhenItEndsWhileStoreIsDown_KeepsItsResult()
    {
        var id = $"down-{Guid.NewGuid():N}";
        var job = await SpawnAsync(id);
        await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        Nodes.Storage.IsDown = true;
        JobProbe.Of(id).Release();
        // The end of the job has met the store that is down, because this call has met it too.
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => SpawnAsync($"{id}-other"));
        Assert.False(join.IsCompleted);
        Nodes.Storage.IsDown = false;

        Assert.Equal("released in attempt 1", await join);
        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task Lease_WhileStoreIsDown_IsLostAndTheLockComesBack()
    {
        var name = $"lock-{Guid.NewGuid():N}";
        await using var held = await Nodes.LocksOf(0).Mutex(name).AcquireAsync();
        Nodes.Storage.IsDown = true;
        var lost = new TaskCompletionSource();
        await using var registration = held.Lost.Register(lost.SetResult);
        await lost.Task;
        Nodes.Storage.IsDown = false;

        await using var next = await Nodes.LocksOf(1).Mutex(name).AcquireAsync();
        Assert.True(next.Fence > held.Fence);
    }

    [Fact(Timeout = Limit)]
    public async Task Abort_WhileStoreNeverAnswers_ThrowsAndBlocksNothing()
    {
        var id = $"silent-{Guid.NewGuid():N}";
        var job = await SpawnAsync(id);
        await JobProbe.Of(id).Started(1);
        Nodes.Storage.IsSilent = true;
        await Assert.ThrowsAsync<ClusterUnavailableException>(() => job.AbortAsync());
        Nodes.Storage.IsSilent = false;

        // The write from before never ends. The job must not wait for it for ever.
        await AfterSilenceAsync(async () =>
        {
            await job.AbortAsync();
            return true;
        });
        await JobProbe.Of(id).Cancelled;
        JobProbe.Of(id).Release();
        Assert.Equal("released in attempt 1", await job.JoinAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Lock_WhileStoreNeverAnswers_IsNotGrantedAndComesBack()
    {
        var name = $"lock-{Guid.NewGuid():N}";
        await (await Nodes.LocksOf(0).Mutex(name).AcquireAsync()).DisposeAsync();
        Nodes.Storage.IsSilent = true;
        try
        {
            Assert.Null(await Nodes.LocksOf(0).Mutex(name).TryAcquireAsync(TimeSpan.Zero));
        }
        catch (ClusterUnavailableException)
        {
            // Either is right: the node of the lock answers that the limit is over, or does not answer in time.
        }

        Nodes.Storage.IsSilent = false;
        // The write from before never ends. The lock must not wait for it for ever.
        await using var held = await AfterSilenceAsync(() => Nodes.LocksOf(1).Mutex(name).AcquireAsync());
        Assert.True(held.IsHeld);
    }

    /// <summary>
    /// Calls a grain whose store answers again. An activation that met the silence in its last moment waits for its state, until Orleans
    /// gives it up. Calls that wait behind it are refused with the typed error, but not for ever.
    /// </summary>
    private static async Task<T> AfterSilenceAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (ClusterUnavailableException)
            {
                // Ends at the limit of the test if the grain stays blocked.
            }
        }
    }

    private Task<JobHandle<string>> SpawnAsync(string id) => Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(true), new JobOptions { Id = id });
}
