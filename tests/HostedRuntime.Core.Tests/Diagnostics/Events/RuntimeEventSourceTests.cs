using System.Diagnostics.Tracing;
using System.Text.RegularExpressions;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;
using static HostedRuntime.Diagnostics.RuntimeEventSource;

namespace HostedRuntime.Tests.Diagnostics.Events;

/// <summary>Which events a listener gets, with which arguments.</summary>
public sealed partial class RuntimeEventSourceTests
{
    [Fact]
    public void Source_Manifest_HasTheStableIds()
    {
        var manifest = EventSource.GenerateManifest(typeof(RuntimeEventSource), assemblyPathToIncludeInManifest: null)!;
        // Event 0 is the base class's own.
        var events = EventElement().Matches(manifest).Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value}").Where(static text => !text.StartsWith("0 ", StringComparison.Ordinal));
        Assert.Equal(
            [
                "1 RuntimeStarted", "2 RuntimeEnded", "3 WorkerStarted", "4 WorkerEnded", "5 WorkerParked", "6 WorkerUnparked", "10 TaskSpawned", "11 TaskEnded", "12 PollBegan",
                "13 PollEnded", "20 WorkerStalled", "30 WaitBegan", "31 WaitEnded", "40 SnapshotPart",
            ],
            events);
        Assert.Equal((0x1, 0x2, 0x4, 0x8, 0x10), ((long)Keywords.Tasks, (long)Keywords.Workers, (long)Keywords.Stalls, (long)Keywords.Waits, (long)Keywords.Snapshot));
    }

    [Fact]
    public void Log_Construction_HasNoError() => Assert.Null(Log.ConstructionException);

    [Fact]
    public void Tasks_OfThreeOutcomes_TellSpawnAndEnd()
    {
        using var events = new EventRecorder("events of tasks", EventLevel.Informational, Keywords.Tasks);
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "events of tasks");
        rt.BlockOn(async () =>
        {
            await rt.Spawn(static () => { }, new SpawnOptions { Name = "good" });
            await rt.Spawn(static () => throw new FormatException(), new SpawnOptions { Name = "bad" }).JoinAsync();
            var aborted = rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), new SpawnOptions { Name = "aborted" });
            aborted.Abort();
            await aborted.JoinAsync();
        });

        var spawned = events.Of("TaskSpawned");
        Assert.Equal(["BlockOn", "good", "bad", "aborted"], spawned.Select(static args => args["name"]));
        Assert.All(spawned, static args => Assert.Equal("RuntimeEventSourceTests.cs", args["file"]));
        var ends = events.Of("TaskEnded").ToDictionary(static args => args["task"]!);
        Assert.Equal(("ok", ""), OutcomeOf("good"));
        Assert.Equal(("faulted", "System.FormatException"), OutcomeOf("bad"));
        Assert.Equal(("canceled", ""), OutcomeOf("aborted"));
        Assert.DoesNotContain("PollBegan", events.Names);
        Assert.DoesNotContain("WorkerStarted", events.Names);

        (object?, object?) OutcomeOf(string name)
        {
            var end = ends[spawned.Single(args => (string?)args["name"] == name)["task"]!];
            return (end["outcome"], end["errorType"]);
        }
    }

    [Fact]
    public void Polls_OfTaskThatYieldsTwice_AreThree()
    {
        using var events = new EventRecorder("events of polls", EventLevel.Verbose, Keywords.Tasks);
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "events of polls");
        var task = rt.Spawn(async () =>
        {
            await CurrentTask.YieldAsync();
            await CurrentTask.YieldAsync();
        });
        rt.BlockOn(async () => await task);
        Signals.SpinUntil(() => Of("PollEnded") == 3, "all polls are over");
        Assert.Equal(3, Of("PollBegan"));

        int Of(string name) => events.Of(name).Count(args => (long)args["task"]! == task.Id);
    }

    [Fact]
    public async Task Waits_OnHeldMutex_TellWhatTheTaskWaitsFor()
    {
        using var events = new EventRecorder("events of waits", EventLevel.Informational, Keywords.Waits);
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "events of waits");
        var mutex = new AsyncMutex();
        var guard = await mutex.LockAsync();
        var task = rt.Spawn(async () =>
        {
            using (await mutex.LockAsync())
            {
            }
        });
        Signals.SpinUntil(() => events.Of("WaitBegan").Count == 1, "the task waits");
        guard.Dispose();
        await task;

        Assert.StartsWith("AsyncMutex", (string)Assert.Single(events.Of("WaitBegan"))["waitsOn"]!, StringComparison.Ordinal);
        Assert.Equal(task.Id, Assert.Single(events.Of("WaitEnded"))["task"]);
        Assert.DoesNotContain("TaskSpawned", events.Names);
    }

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public void Workers_FromStartToEnd_AreTold(RuntimeFlavor flavor)
    {
        var name = $"events of workers {flavor}";
        using var events = new EventRecorder(name, EventLevel.Verbose, Keywords.Workers);
        using (var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1 }, name: name))
        {
            rt.BlockOn(async () => await rt.Spawn(static () => { }));
            Signals.SpinUntil(() => events.Names.Contains("WorkerParked"), "the worker parks");
        }

        Assert.Equal(1, Assert.Single(events.Of("RuntimeStarted"))["workers"]);
        Assert.Equal(flavor.ToString(), Assert.Single(events.Of("RuntimeStarted"))["flavor"]);
        Assert.Equal(0, Assert.Single(events.Of("WorkerStarted"))["worker"]);
        Assert.Single(events.Of("WorkerEnded"));
        Assert.Equal(0, Assert.Single(events.Of("RuntimeEnded"))["stillRunning"]);
        Assert.Contains("WorkerUnparked", events.Names);
    }

    [Fact]
    public void Stalls_OfPollBeyondThreshold_TellTheTask()
    {
        using var events = new EventRecorder("events of stalls", EventLevel.Warning, Keywords.Stalls);
        using var rt = AsyncRuntime.Create(
            new RuntimeOptions { WorkerThreads = 1, MaxCompensatingThreads = 0, StallThreshold = TimeSpan.FromMilliseconds(20) }, name: "events of stalls");
        rt.BlockOn(async () => await rt.Spawn(
            () => Signals.SpinUntil(() => events.Of("WorkerStalled").Count > 0, "the stall is reported"), new SpawnOptions { Name = "long" }));

        var stall = events.Of("WorkerStalled")[0];
        Assert.Equal("long", stall["name"]);
        Assert.True((double)stall["milliseconds"]! >= 20);
    }

    [GeneratedRegex("<event value=\"(\\d+)\"[^>]* symbol=\"(\\w+)\"")]
    private static partial Regex EventElement();
}
