using System.Text.Json;

namespace Census.Tests.Counters;

/// <summary>The metrics as a person on call sees them: the sample runs, and dotnet-counters is attached to it.</summary>
public sealed class CountersToolTests
{
    // The size of a sparse file, which takes hours to read and no space on disk.
    private const long Endless = 1L << 42;

    [Fact]
    public async Task Collect_FromRunningSample_HasItsTasksAndWorkers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal of Unix to a file system with sparse files.");
        var (installed, reason) = await CountersTool.InstallAsync();
        Assert.SkipWhen(installed is null, reason);
        using var tool = installed!;
        using var tree = new Tree();
        await using (var endless = File.Create(Path.Combine(tree.Root, "endless")))
            endless.SetLength(Endless);
        using var census = CensusProcess.Start([tree.Root, "--Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime=Information", "--AsyncRuntime:WorkerThreads=3"]);
        await census.WaitForErrorAsync("Application started.");

        using var collected = JsonDocument.Parse(await tool.CollectAsync(census.Id, "HostedRuntime", seconds: 4));
        await census.InterruptAsync();
        await census.EndAsync();

        var readings = collected.RootElement.GetProperty("Events").EnumerateArray()
            .Select(static reading => (
                Name: reading.GetProperty("name").GetString()!.Split(' ')[0],
                Tags: reading.GetProperty("tags").GetString()!,
                Value: reading.GetProperty("value").GetDouble()))
            .ToList();
        Assert.Equal(3, Last("hosted_runtime.worker.limit", "hosted_runtime.worker.kind=core"));
        Assert.True(Last("hosted_runtime.task.active", "hosted_runtime.name=default") >= 1);
        foreach (var name in (string[])["worker.count", "worker.busy_time", "worker.park_time", "worker.steals", "worker.parks", "worker.polls", "worker.stalls", "queue.length", "task.spawned", "task.completed"])
            Assert.Contains(readings, reading => reading.Name == $"hosted_runtime.{name}" && reading.Tags.Contains("hosted_runtime.name=default", StringComparison.Ordinal));

        double Last(string name, string tag) => readings.Last(reading => reading.Name == name && reading.Tags.Contains(tag, StringComparison.Ordinal)).Value;
    }
}
