using System.Net;
using HostedRuntime.Dashboard.Access;

namespace HostedRuntime.Dashboard.Tests.Access;

public sealed class ActionTests
{
    private static readonly (string, string) s_header = (AccessGate.ActionHeader, "1");

    [Fact]
    public async Task Abort_WithSwitchAndHeader_EndsTask()
    {
        await using var host = await StartAsync(isEnabled: true);
        var task = Sleep(host);
        using var answer = await host.SendAsync($"/tasks/default/{task.Id}/abort", "POST", ("Cookie", await host.LogInAsync()), s_header);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
    }

    [Fact]
    public async Task Abort_WithoutSwitch_AnswersForbidden() => await AssertRefusedAsync(isEnabled: false, s_header);

    [Fact]
    public async Task Abort_WithoutHeader_AnswersForbidden() => await AssertRefusedAsync(isEnabled: true);

    [Fact]
    public async Task Abort_ByAnonymousCaller_AnswersForbidden()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.AllowAnonymousToSeeEverything(), options: static options => options.EnableActions = true);
        var task = Sleep(host);
        using var answer = await host.SendAsync($"/tasks/default/{task.Id}/abort", "POST", s_header);
        using var session = await host.SendAsync("/session");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("\"actions\":false", await session.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        task.Abort();
    }

    [Fact]
    public async Task Abort_OfUnknownTask_AnswersNotFound()
    {
        await using var host = await StartAsync(isEnabled: true);
        using var answer = await host.SendAsync("/tasks/default/987654321/abort", "POST", ("Cookie", await host.LogInAsync()), s_header);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static Task<DashboardHost> StartAsync(bool isEnabled)
        => DashboardHost.StartAsync(static group => group.UseBrowserToken(), options: options => options.EnableActions = isEnabled);

    private static async Task AssertRefusedAsync(bool isEnabled, params (string, string)[] headers)
    {
        await using var host = await StartAsync(isEnabled);
        var task = Sleep(host);
        using var answer = await host.SendAsync($"/tasks/default/{task.Id}/abort", "POST", [("Cookie", await host.LogInAsync()), .. headers]);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(task.IsFinished);
        task.Abort();
    }

    /// <summary>Spawns a task that sleeps by the clock of the test, and waits until it sleeps.</summary>
    private static JoinHandle Sleep(DashboardHost host)
    {
        var task = host.Runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromHours(1)), new SpawnOptions { Name = "sleeper" });
        var spin = default(SpinWait);
        while (!host.Runtime.CaptureSnapshot().Tasks.Any(row => row.Id == task.Id && row.Waits.Count > 0))
            spin.SpinOnce();
        return task;
    }
}
