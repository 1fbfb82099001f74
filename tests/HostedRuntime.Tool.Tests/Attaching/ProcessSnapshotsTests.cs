using HostedRuntime.Tool.Attaching;
using HostedRuntime.Tool.Tests.Processes;
using Microsoft.Diagnostics.NETCore.Client;

namespace HostedRuntime.Tool.Tests.Attaching;

/// <summary>Snapshots of a real process, read without the command line.</summary>
public sealed class ProcessSnapshotsTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WithStalls_WhenWorkersAreBlocked_HasTheirEvents()
    {
        await using var target = await TargetRun.StartAsync(["stuck"]);
        // The event comes again whenever the time of the stall has doubled.
        await foreach (var answer in ProcessSnapshots.WithStallsAsync(target.Id, maxTasks: 10, s_limit, TestContext.Current.CancellationToken))
        {
            if (answer.Stalls is not [var stall, ..])
                continue;
            Assert.StartsWith("'blocker-", stall.Task, StringComparison.Ordinal);
            Assert.StartsWith("Stuck.cs:", stall.Site, StringComparison.Ordinal);
            Assert.Equal("default", stall.Runtime);
            Assert.True(stall.Duration > TimeSpan.Zero);
            return;
        }
    }

    [Fact]
    public async Task Capture_WhileOtherSessionListens_Answers()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        using var other = await new DiagnosticsClient(target.Id).StartEventPipeSessionAsync(
            new EventPipeProvider(SnapshotRequest.SourceName, System.Diagnostics.Tracing.EventLevel.Informational, keywords: -1), requestRundown: false, token: TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
            Assert.Single(await ProcessSnapshots.CaptureAsync(target.Id, new SnapshotRequest(10, WithStacks: false), s_limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Capture_WhenCancelled_Throws()
    {
        await using var target = await TargetRun.StartAsync(["host"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProcessSnapshots.CaptureAsync(target.Id, new SnapshotRequest(10, WithStacks: false), s_limit, new CancellationToken(canceled: true)));
    }
}
