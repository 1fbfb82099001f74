using System.Globalization;
using System.Text.RegularExpressions;

namespace Samples.Tests;

public sealed partial class WorkerServiceTests
{
    [Fact]
    public async Task Run_BothWays_AnswersAllRequestsAndIsolatesThem()
    {
        var run = await SampleRun.OfAsync("WorkerService", SampleRun.Quiet);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(2, run.Output.Length);
        var lines = run.Output.Select(line => Line().Match(line)).ToList();
        Assert.Equal(["named runtime", "ThreadPool"], lines.Select(line => line.Groups["where"].Value));
        Assert.All(lines, line => Assert.Equal(("48", "100"), (line.Groups["calls"].Value, line.Groups["requests"].Value)));
        var medians = lines.Select(line => double.Parse(line.Groups["median"].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.True(medians[0] < medians[1], string.Join(Environment.NewLine, run.Output));
    }

    [Theory]
    [InlineData("Application started.")]
    [InlineData("SDK calls on named runtime")]
    public async Task Interrupt_WhileCallsBlock_EndsWithoutError(string at)
    {
        var run = await SampleRun.InterruptedAsync("WorkerService", at, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain(run.Output, line => line.StartsWith("fail:", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, line => line.Contains("SDK calls on ThreadPool", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(?<calls>\d+) SDK calls on (?<where>\w+( \w+)?) +(?<requests>\d+) requests, median (?<median>[\d.]+) ms, 99 % [\d.]+ ms, worst [\d.]+ ms$")]
    private static partial Regex Line();
}
