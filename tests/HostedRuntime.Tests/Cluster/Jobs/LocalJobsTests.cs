using HostedRuntime.Cluster.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Tests.Cluster.Jobs;

/// <summary>Times of jobs without a cluster, on a clock that the test moves.</summary>
public sealed class LocalJobsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Result_UntilRetentionIsOver_IsKept()
    {
        using var host = await StartAsync();
        var jobs = host.Services.GetRequiredService<IJobs>();
        var byOption = await jobs.SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"), new JobOptions { ResultRetention = TimeSpan.FromMinutes(1) });
        var byDefault = await jobs.SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"));
        await byOption.JoinAsync();
        await byDefault.JoinAsync();
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("x", (await byOption.JoinAsync()).Text);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<JobNotFoundException>(() => byOption.JoinAsync());
        _clock.Advance(TimeSpan.FromMinutes(58));
        Assert.Equal("x", (await byDefault.JoinAsync()).Text);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<JobNotFoundException>(() => byDefault.JoinAsync());
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Spawn_WhenRetentionIsOver_RunsAgain()
    {
        using var host = await StartAsync();
        var jobs = host.Services.GetRequiredService<IJobs>();
        var options = new JobOptions { Id = $"again-{Guid.NewGuid():N}" };
        for (var i = 1; i <= 2; i++)
        {
            await (await jobs.SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"), options)).JoinAsync();
            Assert.Equal(i, JobProbe.Of(options.Id).Runs.Count);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Deadline_BeforeItsTime_LetsTheBodyRun()
    {
        using var host = await StartAsync();
        var jobs = host.Services.GetRequiredService<IJobs>();
        var id = $"deadline-{Guid.NewGuid():N}";
        var job = await jobs.SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id, Deadline = TimeSpan.FromMinutes(5) });
        await JobProbe.Of(id).Started(1);
        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(JobProbe.Of(id).Cancelled.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));

        var failed = await Assert.ThrowsAsync<JobFailedException>(() => job.JoinAsync());
        Assert.Contains("The deadline of the job", failed.Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Stop_UntilHalfOfTheTimeout_LetsTheBodyRun()
    {
        using var host = await StartAsync();
        var jobs = host.Services.GetRequiredService<IJobs>();
        var id = $"stop-{Guid.NewGuid():N}";
        await jobs.SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        await JobProbe.Of(id).Started(1);
        var executor = host.Services.GetRequiredService<JobExecutor>();
        var stop = executor.StopAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(2.4));
        Assert.False(JobProbe.Of(id).Cancelled.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        await JobProbe.Of(id).Cancelled;
        Assert.Equal(0, await stop);
        await host.StopAsync();
    }

    private async Task<IHost> StartAsync()
    {
        var application = new TestApplication();
        application.Services.AddSingleton<TimeProvider>(_clock);
        application.Runtime.AddTestJobs();
        var host = application.Build();
        await host.StartAsync();
        return host;
    }
}
