using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Cluster.Jobs;

/// <summary>Names, types and metadata of jobs as they are added and spawned.</summary>
public sealed partial class AddJobTests
{
    [Fact]
    public void AddJob_WhenNameIsTaken_Throws()
    {
        var application = new TestApplication();
        application.Runtime.AddJob<EchoJob, EchoArgs, EchoResult>("same/v1");

        var taken = Assert.Throws<ArgumentException>(() => application.AddRuntime("cpu").AddJob<SizeJob, int, string>("same/v1"));
        Assert.Contains("There is a job 'same/v1' already", taken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public void AddJob_WhenNameIsNotAllowed_Throws(string name)
        => Assert.ThrowsAny<ArgumentException>(() => new TestApplication().Runtime.AddJob<SizeJob, int, string>(name));

    [Fact(Timeout = TestApplication.Limit)]
    public async Task AddJob_WithMetadata_UsesIt()
    {
        var application = new TestApplication();
        application.Runtime.AddJob<EchoJob, EchoArgs, EchoResult>("meta/v1", Shouting.Default.EchoArgs, Shouting.Default.EchoResult);
        using var host = application.Build();
        await host.StartAsync();
        var jobs = host.Services.GetRequiredService<IJobs>();
        var job = await jobs.SpawnAsync<EchoArgs, EchoResult>("meta/v1", new EchoArgs("x"));

        Assert.Equal("x", (await job.JoinAsync()).Text);
        var attached = await jobs.AttachAsync<EchoResult>(job.Id);
        Assert.Equal("x", (await attached.JoinAsync()).Text);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Spawn_WithOtherTypes_Throws()
    {
        var application = new TestApplication();
        application.Runtime.AddTestJobs();
        using var host = application.Build();
        await host.StartAsync();

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => host.Services.GetRequiredService<IJobs>().SpawnAsync<string, string>(TestJobs.Echo, "x"));
        Assert.Equal(JobRefusal.WrongType, refused.Refusal);
        Assert.Contains("Spawn it with the types of its IJob.", refused.Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Job_OnNamedRuntime_RunsThere()
    {
        var application = new TestApplication();
        application.AddRuntime("cpu").AddJob<WhereJob, int, string>("where/v1");
        using var host = application.Build();
        await host.StartAsync();

        Assert.Equal("cpu", await (await host.Services.GetRequiredService<IJobs>().SpawnAsync<int, string>("where/v1", 0)).JoinAsync());
        await host.StopAsync();
    }

    [Fact]
    public void JobOptions_OutsideOfRanges_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { MaxAttempts = 0 }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { MaxAttempts = 1001 }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { Deadline = TimeSpan.Zero }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { Deadline = TimeSpan.FromDays(30) + TimeSpan.FromTicks(1) }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { ResultRetention = TimeSpan.FromTicks(-1) }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobOptions { Delivery = (JobDelivery)2 }.Check());
        Assert.ThrowsAny<ArgumentException>(() => new JobOptions { Id = "" }.Check());
        Assert.Throws<ArgumentException>(() => new JobOptions { Id = new string('x', 257) }.Check());
        Assert.Throws<ArgumentException>(() => new JobOptions { Id = "\ud83d" }.Check());
        new JobOptions { Id = new string('x', 256), MaxAttempts = 1000, Deadline = TimeSpan.FromDays(30), ResultRetention = TimeSpan.Zero }.Check();
    }

    public sealed class WhereJob : IJob<int, string>
    {
        public Task<string> RunAsync(int args, JobContext context, CancellationToken cancellationToken) => Task.FromResult(CurrentTask.Runtime!.Name);
    }

    [JsonSerializable(typeof(EchoArgs))]
    [JsonSerializable(typeof(EchoResult))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseUpper)]
    private sealed partial class Shouting : JsonSerializerContext;
}
