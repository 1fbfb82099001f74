using System.Net;
using System.Text.Json;
using HostedRuntime.Sync;

namespace HostedRuntime.Dashboard.Tests.Endpoints;

/// <summary>The details of a task and a resource, and the session, by a real runtime.</summary>
public sealed class DetailTests
{
    [Fact]
    public async Task Task_ThatWaits_HasStackAndWaits()
    {
        await using var host = await DashboardHost.OpenAsync();
        var mutex = new AsyncMutex { Name = "detail-stock" };
        using var guard = await mutex.LockAsync();
        var task = Wait(host, mutex, "waiter");
        var data = await JsonAsync(host, $"/tasks/default/{task.Id}");

        Assert.Equal(("waiter", "Waiting"), (data.GetProperty("name").GetString(), data.GetProperty("state").GetString()));
        Assert.Contains(data.GetProperty("stack").GetProperty("methods").EnumerateArray(), static method => method.GetString()!.Contains(nameof(LockOnceAsync), StringComparison.Ordinal));
        Assert.Equal("detail-stock", data.GetProperty("waits")[0].GetProperty("resource").GetProperty("name").GetString());
        guard.Dispose();
        await task;
    }

    [Fact]
    public async Task Resource_WithWaiters_HasQueue()
    {
        await using var host = await DashboardHost.OpenAsync();
        var mutex = new AsyncMutex { Name = "detail-ledger" };
        using var guard = await mutex.LockAsync();
        var task = Wait(host, mutex, "reader");
        var id = host.Runtime.CaptureSnapshot().Resources.Single(static row => row.Resource.Name == "detail-ledger").Resource.Id;
        var data = await JsonAsync(host, $"/resources/{id}");

        Assert.Equal("reader", data.GetProperty("queue").EnumerateArray().Single().GetProperty("label").GetString());
        Assert.Equal(0, data.GetProperty("othersWaiting").GetInt32());
        guard.Dispose();
        await task;
    }

    [Theory]
    [InlineData("/tasks/default/987654321")]
    [InlineData("/tasks/other/1")]
    [InlineData("/resources/987654321")]
    [InlineData("/assets/nothing.js")]
    [InlineData("/assets/../secret")]
    public async Task Detail_OfUnknownThing_AnswersNotFound(string path)
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Session_OfOpenDashboard_HasTitleAndNoActions()
    {
        await using var host = await DashboardHost.OpenAsync();
        var data = await JsonAsync(host, "/session");

        Assert.Equal(("tests", false), (data.GetProperty("title").GetString(), data.GetProperty("actions").GetBoolean()));
        Assert.NotEmpty(data.GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task Index_WithoutSlash_RedirectsToSlash()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync("?a=b");

        Assert.Equal((HttpStatusCode.Redirect, "runtime/?a=b"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    private static async Task<JsonElement> JsonAsync(DashboardHost host, string path)
    {
        using var answer = await host.SendAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>Spawns a task that waits for the lock, and waits until it does.</summary>
    private static JoinHandle Wait(DashboardHost host, AsyncMutex mutex, string name)
    {
        var task = host.Runtime.Spawn(() => LockOnceAsync(mutex), new SpawnOptions { Name = name });
        var spin = default(SpinWait);
        while (!host.Runtime.CaptureSnapshot().Tasks.Any(row => row.Id == task.Id && row.Waits.Count > 0 && row.Stack is not null))
            spin.SpinOnce();
        return task;
    }

    private static async Task LockOnceAsync(AsyncMutex mutex)
    {
        using var guard = await mutex.LockAsync();
    }
}
