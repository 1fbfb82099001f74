namespace Samples.Tests;

public sealed class ConceptsTests
{
    [Fact]
    public async Task Run_EachConcept_PrintsItsResult()
    {
        var run = await SampleRun.OfAsync("Concepts");

        Assert.Equal("", run.Error);
        Assert.Equal(
            [
                "fan-out: 400 words",
                "race: 3",
                "request: order 4711, 1 in stock, 1 line in the audit",
                "channel: a sum of 4950",
                "select in a loop: 10 lines in batches",
                "select with a stop: a sum of 6",
                "select with a send: a sum of 4950",
                "select of tasks: mirror, then no answer",
                "merge: 8 characters",
                "meter: 3 active tasks",
                "snapshot: sell, spawned at Program.cs, waits for Mutex 'ledger' (lock)",
                "traces: 1 reserved, and a mail",
                "dashboard: Unauthorized without the token",
                "job: sea.png.thumbnail",
                "lock: fence 1",
            ],
            run.Output);
        Assert.Equal(0, run.ExitCode);
    }
}
