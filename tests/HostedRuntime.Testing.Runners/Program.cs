using System.Diagnostics;
using System.Text.RegularExpressions;
using HostedRuntime.Testing.Runners;

// Packs the testing kit into a folder, and uses it from there in a new project of each test runner, as its users do. Each project has tests
// that pass and one that fails, and builds with warnings as errors. The program ends with 1 unless each runner shows the failure with its
// trace, and replays it.
// dotnet run --project tests/HostedRuntime.Testing.Runners [-- NAME]
var runners = Runner.All.Where(runner => args.Length == 0 || args.Contains(runner.Name, StringComparer.OrdinalIgnoreCase)).ToList();
if (runners.Count == 0)
{
    Console.Error.WriteLine($"There is no runner '{string.Join(' ', args)}'. There are: {string.Join(", ", Runner.All.Select(static runner => runner.Name))}.");
    return 2;
}

var workspace = Workspace.Create();
var watch = Stopwatch.StartNew();
try
{
    workspace.Pack();
    Told("packed");
    workspace.Build(runners);
    Told("built, without a warning");
    var failed = 0;
    foreach (var runner in runners)
    {
        var problems = Check(workspace, runner);
        Console.WriteLine($"{runner.Name,-10} {(problems.Count == 0 ? "2 tests pass; 1 fails, with its trace, and replays" : string.Join('\n', problems))}");
        failed += problems.Count == 0 ? 0 : 1;
    }

    Told("run");
    return failed == 0 ? 0 : 1;
}
finally
{
    workspace.Delete();
}

void Told(string step) => Console.WriteLine($"{watch.Elapsed.TotalSeconds,4:0} s    {step}");

static List<string> Check(Workspace workspace, Runner runner)
{
    var run = workspace.Test(runner);
    var problems = new List<string>();
    Expect(run.ExitCode != 0, "the run did not fail");
    Expect(Counted().IsMatch(run.Output), "it did not count 1 failed test and 2 that passed");
    foreach (var text in (string[])["Exception in Fails, schedule ", "The body threw InvalidOperationException: balance 1", "reaches AsyncMutex.LockAsync  KitTests.cs:", "'a' ends"])
        Expect(run.Output.Contains(text, StringComparison.Ordinal), $"it does not show \"{text}\"");
    var schedule = Schedule().Match(run.Output);
    Expect(schedule.Success, "it shows no schedule to replay");
    if (schedule.Success)
    {
        // A new process. The variable replays the one test that has this schedule; the others explore.
        var replay = workspace.Test(runner, ("HOSTED_RUNTIME_TEST_REPLAY", schedule.Groups["text"].Value));
        Expect(replay.Output.Contains("Exception in Fails.", StringComparison.Ordinal), "the replay did not fail as a replay");
        Expect(replay.Output.Contains("balance 1", StringComparison.Ordinal), "the replay failed otherwise");
        if (problems.Count > 0)
            problems.Add(replay.Output);
    }

    if (problems.Count > 0)
        problems.Add(run.Output);
    return problems;

    void Expect(bool condition, string problem)
    {
        if (!condition)
            problems.Add(problem);
    }
}

internal static partial class Program
{
    [GeneratedRegex(@"failed: 1\s+succeeded: 2\b")]
    private static partial Regex Counted();

    [GeneratedRegex(@"replay: ConcurrencyTest\.Replay\(""(?<text>hrt1\.[^""]+)""")]
    private static partial Regex Schedule();
}
