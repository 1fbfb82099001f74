using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Dashboard.Tests.Views;

public sealed class ViewTests
{
    [Fact]
    public void Overview_OfDeadlock_HasLintAndCycle()
    {
        var row = OverviewRows.Of(Frames.Of(Frames.Deadlock())).Rows.Single();

        Assert.Equal("HR005", Field.Of(row, "lints")[0].GetProperty("code").GetString());
        var members = Field.Of(row, "cycles")[0].GetProperty("members");
        Assert.Equal(["billing", "shipping"], members.EnumerateArray().Select(static member => member.GetProperty("label").GetString()));
        Assert.Equal("stock", members[0].GetProperty("wants").GetProperty("resource").GetProperty("name").GetString());
    }

    [Fact]
    public void Overview_OfManyLints_CountsLeftOut()
    {
        var snapshot = Frames.Snapshot() with { Lints = [.. Enumerable.Range(0, 80).Select(static id => Frames.Lint("HR010", id))] };
        var row = OverviewRows.Of(Frames.Of(snapshot)).Rows.Single();

        Assert.Equal((50, "30"), (Field.Of(row, "lints").GetArrayLength(), Field.Text(row, "lintsLeftOut")));
    }

    [Fact]
    public void Resources_OfTwoRuntimes_AreOneRow()
    {
        var stock = Frames.Mutex(1, "stock");
        ResourceSnapshot Row(double wait) => Frames.Held(stock, 1, 3) with { LongestWait = TimeSpan.FromSeconds(wait) };
        var row = ResourceRows.Of(Frames.Of(Frames.Snapshot(resources: [Row(1)]), Frames.Snapshot(resources: [Row(7)], name: "reports")), new ViewQuery()).Rows.Single();

        Assert.Equal(("7", "reports"), (Field.Text(row, "longestWaitS"), Field.Text(row, "runtime")));
    }

    [Theory]
    [InlineData("HR006", 16, true)]
    [InlineData("HR007", 16, true)]
    [InlineData("HR007", 0, false)] // Its receivers wait, and its senders are lost.
    [InlineData("HR004", 16, false)]
    [InlineData(null, 16, false)]
    public void Resources_OfUnreadChannel_HaveNoConsumer(string? lint, int depth, bool expected)
    {
        var audit = new ResourceRef(ResourceKind.Mpsc, 1, "audit");
        var row = new ResourceSnapshot { Resource = audit, State = "", Depth = depth, Capacity = 16, Waiters = 5, LongestWait = TimeSpan.FromMinutes(1) };
        var snapshot = Frames.Snapshot(resources: [row]) with { Lints = lint is null ? [] : [Frames.Lint(lint, resource: audit)] };

        Assert.Equal(expected, Field.Of(ResourceRows.Of(Frames.Of(snapshot), new ViewQuery()).Rows.Single(), "noConsumer").GetBoolean());
    }

    [Fact]
    public void Workers_OfStalledWorker_NameTask()
    {
        var snapshot = Frames.Snapshot([Frames.Task(5, "price-calculator") with { State = TaskState.Running, Worker = 1 }]) with
        {
            Workers = [new WorkerSnapshot { Index = 0, State = WorkerState.Parked }, new WorkerSnapshot { Index = 1, State = WorkerState.Stalled, TaskId = 5, PollingFor = TimeSpan.FromSeconds(3), BlockedIn = "Thread.Sleep" }],
        };
        var frame = Frames.Of(snapshot) with { Lanes = new LaneView(50, new Dictionary<(string, int), IReadOnlyList<LaneCell>> { [("default", 1)] = [new LaneCell(1, 2, "price-calculator", 1)] }) };
        var rows = WorkerRows.Of(frame, new ViewQuery()).Rows;

        Assert.Equal(["default/1", "default/0"], rows.Select(static row => row.Key));
        Assert.Equal(("price-calculator", "3", "Thread.Sleep"), (Field.Text(rows[0], "taskName"), Field.Text(rows[0], "pollingForS"), Field.Text(rows[0], "blockedIn")));
        Assert.Equal(1, Field.Of(rows[0], "lane").GetArrayLength());
    }

    [Fact]
    public void Workers_WithoutCore_HaveRowEach()
    {
        var snapshot = Frames.Snapshot([Frames.Task(5, "import"), Frames.Task(6, "export")]) with
        {
            Workers = [.. new long?[] { 5, 6, null }.Select(static task => new WorkerSnapshot { Index = -1, State = WorkerState.Blocked, TaskId = task }), new WorkerSnapshot { Index = 0 }],
            Metrics = new RuntimeMetrics { Workers = [new WorkerMetrics()] },
        };
        var rows = WorkerRows.Of(Frames.Of(snapshot), new ViewQuery()).Rows;

        Assert.Equal(["default/task/5", "default/task/6", "default/row/2", "default/0"], rows.Select(static row => row.Key));
        Assert.Equal([false, false, false, true], rows.Select(static row => row.Fields.Contains("\"index\":", StringComparison.Ordinal)));
    }

    [Fact]
    public void Workers_AfterStall_HaveRowWithStack()
    {
        var task = Frames.Task(5, "price-calculator") with { Polls = 2, Stack = new AsyncStack { Methods = ["Prices.Load", "Prices.Compute"], End = AsyncStackEnd.Ready } };
        Stall Seen(double ago) => new("default", 3, task, Frames.At - TimeSpan.FromSeconds(ago + 4), Frames.At - TimeSpan.FromSeconds(ago), "Thread.Sleep");
        WireRow Row(double ago) => WorkerRows.Of(Frames.Of(Frames.Snapshot()) with { Stalls = [Seen(ago)] }, new ViewQuery()).Rows.Single();

        Assert.Equal(("stall/5/2", "price-calculator", "Thread.Sleep", "Prices.Load\nPrices.Compute"), (Row(0).Key, Field.Text(Row(0), "taskName"), Field.Text(Row(0), "blockedIn"), Field.Text(Row(0), "stackText")));
        Assert.Equal((true, "4"), (Field.Of(Row(0), "lasts").GetBoolean(), Field.Text(Row(0), "lastingS")));
        Assert.Equal((false, "4"), (Field.Of(Row(7), "lasts").GetBoolean(), Field.Text(Row(7), "lastedS")));
    }

    [Fact]
    public async Task Startup_OfPlugins_HasOrderAndDependencies()
    {
        await using var host = await DashboardHost.OpenAsync(static services => services.AddAsyncRuntime()
            .AddPlugin("prices", static plugin => plugin.DependsOn("catalog").Initialize(static (_, _) => Task.CompletedTask))
            .AddPlugin("catalog", static plugin => plugin.Initialize(static (_, _) => Task.CompletedTask)));
        var rows = Build(host, "startup").Rows;

        Assert.Equal(Enumerable.Range(1, rows.Count).Select(static order => order.ToString(System.Globalization.CultureInfo.InvariantCulture)), rows.Select(static row => Field.Text(row, "order")));
        Assert.All(rows, static row => Assert.Equal(Field.Text(row, "plugin") == "prices" ? "[\"catalog\"]" : "[]", Field.Text(row, "dependsOn")));
    }

    [Fact]
    public void Startup_OfFailedHook_SaysWhy()
    {
        var report = new StartupReport("default", TimeSpan.FromSeconds(1), [new StartupStep("prices", PluginPhase.Setup, TimeSpan.Zero, TimeSpan.FromSeconds(1), false) { Error = "no <b>list</b>" }]);
        var row = StartupRows.Of([report], new ViewQuery()).Rows.Single();

        Assert.Equal((false, "no <b>list</b>"), (Field.Of(row, "succeeded").GetBoolean(), Field.Text(row, "error")));
    }

    [Fact]
    public async Task Startup_OfPlugins_HasHooksInOrder()
    {
        await using var host = await DashboardHost.OpenAsync(static services => services.AddAsyncRuntime()
            .AddPlugin("catalog", static plugin => plugin.Initialize(static (_, _) => Task.CompletedTask))
            .AddPlugin("prices", static plugin => plugin.Initialize(static (_, _) => Task.CompletedTask)));
        var rows = Build(host, "startup").Rows;

        Assert.Equal(["catalog", "prices"], rows.Select(static row => (Plugin: Field.Text(row, "plugin"), Phase: Field.Text(row, "phase"))).Where(static row => row.Phase == "Initialize").Select(static row => row.Plugin));
    }

    [Fact]
    public async Task Commands_OfHost_AreListed()
    {
        await using var host = await DashboardHost.OpenAsync(static services => services.AddAsyncRuntime().AddCommand("place-order", static (string article, CancellationToken _) => Task.FromResult(article.Length)));
        var row = Build(host, "commands").Rows.Single();

        Assert.Equal(("place-order", "String", "Int32", "0"), (row.Key, Field.Text(row, "argumentsType"), Field.Text(row, "resultType"), Field.Text(row, "inFlight")));
    }

    [Fact]
    public async Task Commands_WithFailure_ComeFirstWithCounts()
    {
        await using var host = await DashboardHost.OpenAsync(static services => services.AddAsyncRuntime()
            .AddCommand("fine", static (CancellationToken _) => Task.CompletedTask)
            .AddCommand("bad", static (CancellationToken _) => Task.FromException(new FormatException())));
        var commands = host.Services.GetRequiredService<ICommandInvoker>();
        for (var call = 0; call < 3; call++)
            await commands.InvokeAsync<object?>("fine");
        await Assert.ThrowsAsync<CommandException>(() => commands.InvokeAsync<object?>("bad"));
        var rows = Build(host, "commands").Rows;

        Assert.Equal(["bad 1 1", "fine 3 0"], rows.Select(static row => $"{row.Key} {Field.Text(row, "calls")} {Field.Text(row, "failures")}"));
        Assert.All(rows, static row => Assert.True(Field.Of(row, "p50S").GetDouble() <= Field.Of(row, "p99S").GetDouble()));
    }

    [Fact]
    public async Task Commands_WithCallThatRuns_CountIt()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await DashboardHost.OpenAsync(services => services.AddAsyncRuntime().AddCommand("slow", (CancellationToken _) => goOn.Task));
        var call = host.Services.GetRequiredService<ICommandInvoker>().InvokeAsync<object?>("slow");
        var spin = default(SpinWait);
        while (!host.Runtime.CaptureSnapshot().Tasks.Any(static task => task.Name == "command:slow" && task.State == TaskState.Waiting))
            spin.SpinOnce();
        var row = Build(host, "commands").Rows.Single();
        goOn.SetResult();
        await call;

        Assert.Equal(("1", "1"), (Field.Text(row, "inFlight"), Field.Text(row, "calls")));
        Assert.Equal("longestS", row.Ages.Single().Name);
    }

    [Fact]
    public async Task Build_OfEachView_Succeeds()
    {
        await using var host = await DashboardHost.OpenAsync();

        Assert.All(ViewBuilder.Names, view => Assert.Equal(view, Build(host, view).View));
    }

    [Fact]
    public async Task Build_OfOtherRuntime_HasNoRows()
    {
        await using var host = await DashboardHost.OpenAsync();
        var state = host.Services.GetRequiredService<ViewBuilder>().Build(host.Feed.Current(ViewerNeeds.None), new ViewQuery { Runtime = "other" });

        Assert.Empty(state.Rows);
        Assert.Equal(["default"], state.Runtimes);
    }

    private static ViewState Build(DashboardHost host, string view)
        => host.Services.GetRequiredService<ViewBuilder>().Build(host.Feed.Current(ViewerNeeds.None), new ViewQuery { View = view });
}
