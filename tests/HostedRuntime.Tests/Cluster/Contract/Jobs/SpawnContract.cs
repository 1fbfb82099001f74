namespace HostedRuntime.Tests.Cluster;

/// <summary>Row "spawn" of the contract.</summary>
public abstract class SpawnContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Spawn_NewJob_RunsWithItsArgument()
    {
        var job = await Nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("hello"));

        var result = await job.JoinAsync();
        Assert.Equal(("hello", 1, true), (result.Text, result.Attempt, result.IsOnRuntime));
        Assert.Contains(result.Node, Nodes.Running.Select((_, i) => Nodes.MembershipOf(i).Node));
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenIdIsInUse_ReturnsSameJob()
    {
        var id = NewId();
        var first = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        await JobProbe.Of(id).Started(1);
        var second = await Nodes.JobsOf(1).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        JobProbe.Of(id).Release();
        Assert.Equal(await first.JoinAsync(), await second.JoinAsync());
        // Also after its end.
        var third = await Nodes.JobsOf(2).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });

        Assert.Equal("released in attempt 1", await third.JoinAsync());
        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_ManyWithOneId_RunsOnce()
    {
        var id = NewId();
        var spawns = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(i => Nodes.JobsOf(i).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"), new JobOptions { Id = id })));
        await Task.WhenAll(spawns.Select(static job => job.JoinAsync()));

        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenArgumentDiffers_Throws()
    {
        var id = NewId();
        await Nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("one"), new JobOptions { Id = id });

        var argument = await Assert.ThrowsAsync<JobRefusedException>(() => Nodes.JobsOf(1).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("two"), new JobOptions { Id = id }));
        var name = await Assert.ThrowsAsync<JobRefusedException>(() => Nodes.JobsOf(1).SpawnAsync<FailArgs, int>(TestJobs.Fail, new FailArgs(0), new JobOptions { Id = id }));
        Assert.Equal((JobRefusal.IdInUse, id), (argument.Refusal, argument.JobId));
        Assert.Equal(JobRefusal.IdInUse, name.Refusal);
        Assert.Contains("another argument", argument.Message, StringComparison.Ordinal);
        Assert.Contains("another name", name.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenNameIsUnknown_ThrowsAndStoresNothing()
    {
        var id = NewId();
        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => Nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>("ehco/v1", new EchoArgs("x"), new JobOptions { Id = id }));

        Assert.Equal(JobRefusal.UnknownName, refused.Refusal);
        Assert.Contains("No node has a job 'ehco/v1'; did you mean 'echo/v1'?", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JobNotFoundException>(() => Nodes.JobsOf(0).AttachAsync(id));
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenItReturns_JobIsStored()
    {
        var id = NewId();
        await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });

        var attached = await Nodes.JobsOf(1).AttachAsync<string>(id);
        var status = await attached.GetStatusAsync();
        Assert.Equal((id, TestJobs.Hold), (status.Id, status.Name));
        JobProbe.Of(id).Release();
        Assert.Equal("released in attempt 1", await attached.JoinAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenArgumentIsOverOneMiB_Throws()
    {
        // Together with the braces and the name of the property one byte too much.
        var fits = new string('x', (1024 * 1024) - """{"text":""}""".Length);
        await Nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs(fits));

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => Nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs(fits + "x")));
        Assert.Equal(JobRefusal.TooLarge, refused.Refusal);
        Assert.Contains("1048577 bytes", refused.Message, StringComparison.Ordinal);
    }
}
