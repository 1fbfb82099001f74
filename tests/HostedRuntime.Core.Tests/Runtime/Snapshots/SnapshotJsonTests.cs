using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>Snapshots are written as JSON and read back.</summary>
public sealed class SnapshotJsonTests
{
    [Fact]
    public void ReadAll_OfWrittenSnapshots_ReturnsThem()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "json");
        var json = SnapshotJson.Write([rt.CaptureSnapshot()]);
        Assert.Equal(json, SnapshotJson.Write(SnapshotJson.ReadAll(json)));
    }

    /// <summary>JSON may have 64 levels, and each level of branches takes two of them.</summary>
    [Fact]
    public void ReadAll_OfNestedBranches_ReturnsThem()
    {
        // The most that a captured stack has.
        const int Depth = 16;
        var stack = new AsyncStack { Methods = ["Sort.Half"] };
        for (var level = 0; level < Depth; level++)
            stack = new AsyncStack { Methods = ["Sort.Half"], Branches = [stack] };
        var task = new TaskSnapshot { Id = 1, File = "Sort.cs", Stack = stack };
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var member = new DeadlockMember(task, new WaitSnapshot("", "lock", null, 2), 2, "json");
        var json = SnapshotJson.Write([rt.CaptureSnapshot() with { Tasks = [task], Cycles = [new DeadlockCycle([member])] }]);
        Assert.Equal(json, SnapshotJson.Write(SnapshotJson.ReadAll(json)));
    }
}
