using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Commands;

public sealed class CommandInvocationTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_Typed_ReturnsResult()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("greet", async (GreetArgs args, CancellationToken ct) =>
            {
                await Task.Yield();
                return new Greeting($"Hello, {args.Name}");
            }));

        Assert.Equal("Hello, Ada", (await application.Invoker.InvokeAsync<Greeting>("greet", new GreetArgs("Ada"))).Text);
        Assert.Equal("Hello, Ada", ((Greeting)await application.Invoker.InvokeAsync<object>("GREET", new GreetArgs("Ada"))).Text);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("""{"name":"Ada"}""", """{"text":"Ada 1"}""")]
    [InlineData("""{"name":"Ada","times":3}""", """{"text":"Ada 3"}""")]
    public async Task InvokeAsync_Json_ReturnsResultAsJson(string args, string result)
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("greet", (GreetArgs given, CancellationToken _) => Task.FromResult(new Greeting($"{given.Name} {given.Times}"))));

        Assert.Equal(result, (await application.InvokeAsync("greet", args)).GetRawText());
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_CommandWithoutResult_ReturnsNull()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("note", (string text, Journal journal, CancellationToken _) => journal.Note(text)));

        Assert.Null(await application.Invoker.InvokeAsync<object?>("note", "typed"));
        Assert.Equal(JsonValueKind.Null, (await application.InvokeAsync("note", "\"json\"")).ValueKind);
        Assert.Equal(["typed", "json"], application.Journal.Lines);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("answer", "42")]
    [InlineData("count", "2")]
    [InlineData("quit", "null")]
    [InlineData("note", "null")]
    public async Task InvokeAsync_CommandWithoutArguments_TakesNone(string command, string result)
    {
        await using var application = await StartWithoutArgumentsAsync();

        Assert.Equal(result, JsonSerializer.Serialize(await application.Invoker.InvokeAsync<object?>(command)));
        Assert.Equal(result, JsonSerializer.Serialize(await application.Invoker.InvokeAsync<object?>(command, default(NoArguments))));
        Assert.Equal(result, (await application.Invoker.InvokeAsync(command, default(JsonElement))).GetRawText());
        Assert.Equal(result, (await application.InvokeAsync(command, "null")).GetRawText());
        Assert.Equal(result, (await application.InvokeAsync(command, """{"unknown":1}""")).GetRawText());
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_UnexpectedArguments_Throws()
    {
        await using var application = await StartWithoutArgumentsAsync();

        var typed = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<int>("count", 5));
        var json = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync("count", "5"));

        Assert.Equal(("Command 'count' takes no arguments, and was given Int32.", CommandError.InvalidArguments), (typed.Message, typed.Error));
        Assert.Equal(("Command 'count' takes no arguments, and was given a JSON Number.", CommandError.InvalidArguments), (json.Message, json.Error));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Commands_OfHost_AreInOrderOfAdding()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddPlugin("census", _ => { })
            .AddCommand("plugin:census|count", (int to, CancellationToken _) => Task.FromResult((long)to))
            .AddCommand("greet", (GreetArgs _, Visit _, CancellationToken _) => Task.CompletedTask)
            .AddCommand("quit", _ => Task.CompletedTask)
            .AddCommand("answer", (NoArguments _, Journal _, CancellationToken _) => Task.FromResult(42)));

        Assert.Equal(
            [
                new CommandInfo("plugin:census|count", "census", typeof(int), typeof(long), "default"),
                new CommandInfo("greet", null, typeof(GreetArgs), null, "default"),
                new CommandInfo("quit", null, null, null, "default"),
                new CommandInfo("answer", null, null, typeof(int), "default"),
            ],
            application.Invoker.Commands);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Handler_WithSeveralServices_GetsThemFromOneScope()
    {
        await using var application = await CommandApplication.StartAsync(runtime =>
        {
            runtime.Services.AddScoped<Companions>();
            runtime
                .AddCommand("three", (int _, Visit a, IServiceProvider b, Journal c, CancellationToken _) => Task.FromResult(AreOfOne(b, a, c)))
                .AddCommand("four", (int _, Visit a, IServiceProvider b, Journal c, IRuntimeHandle d, CancellationToken _) => Task.FromResult(AreOfOne(b, a, c, d)))
                .AddCommand("five", (int _, Visit a, IServiceProvider b, Journal c, IRuntimeHandle d, Companions e, CancellationToken _) =>
                    Task.FromResult(AreOfOne(b, a, c, d, e) && ReferenceEquals(e.Visit, a)))
                .AddCommand("three-noted", (int _, Visit a, IServiceProvider b, Journal c, CancellationToken _) => c.Note($"{AreOfOne(b, a, c)}"))
                .AddCommand("four-noted", (int _, Visit a, IServiceProvider b, Journal c, IRuntimeHandle d, CancellationToken _) => c.Note($"{AreOfOne(b, a, c, d)}"))
                .AddCommand("five-noted", (int _, Visit a, IServiceProvider b, Journal c, IRuntimeHandle d, Companions e, CancellationToken _) =>
                    c.Note($"{AreOfOne(b, a, c, d, e)}"));
        });

        foreach (var command in new[] { "three", "four", "five" })
        {
            Assert.True(await application.Invoker.InvokeAsync<bool>(command, 0));
            await application.Invoker.InvokeAsync<object?>($"{command}-noted", 0);
        }

        Assert.Equal(3, application.Journal.Lines.Count(static line => line == "True"));

        static bool AreOfOne(IServiceProvider scope, params object[] services)
            => services.All(service => service is IRuntimeHandle { Name: "default" } || ReferenceEquals(service, scope.GetRequiredService(service.GetType())));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_SameNameInPlugin_CallsPluginCommand()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddPlugin("census", _ => { })
            .AddCommand("count", (int to, CancellationToken _) => Task.FromResult(to))
            .AddCommand("plugin:census|count", (int to, CancellationToken _) => Task.FromResult(to * 2)));

        Assert.Equal(4, await application.Invoker.InvokeAsync<int>("count", 4));
        Assert.Equal(8, await application.Invoker.InvokeAsync<int>("Plugin:Census|Count", 4));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Handler_Invoked_RunsAsNamedTaskWithCallersContext()
    {
        var flow = new AsyncLocal<string?>();
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("where", async (int _, IRuntimeHandle own, CancellationToken ct) =>
            {
                await Task.Yield();
                Assert.Equal(CurrentTask.CancellationToken, ct);
                return $"{CurrentTask.Name} on {own.Name}, {CurrentTask.Runtime?.Name}, {CurrentTask.WorkerIndex is not null}, {flow.Value}";
            }));
        flow.Value = "the caller's";

        Assert.Equal("command:where on default, default, True, the caller's", await application.Invoker.InvokeAsync<string>("where", 0));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Services_OfOneInvocation_ComeFromItsScope()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("visit", (int _, Visit visit, IServiceProvider scope, CancellationToken _) =>
                Task.FromResult((visit.Number, Same: ReferenceEquals(visit, scope.GetRequiredService<Visit>())))));

        var first = await application.Invoker.InvokeAsync<(int Number, bool Same)>("visit", 0);
        Assert.Equal(["disposed on command:visit"], application.Journal.Lines);
        var second = await application.Invoker.InvokeAsync<(int Number, bool Same)>("visit", 0);

        Assert.True(first.Same && second.Same);
        Assert.NotEqual(first.Number, second.Number);
        Assert.Equal(2, application.Journal.Lines.Length);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_Concurrently_ReturnsEachItsResult()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("double", async (int number, CancellationToken _) =>
            {
                await Task.Yield();
                return number * 2;
            }));

        var all = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => application.Invoker.InvokeAsync<int>("double", number)));

        Assert.Equal(Enumerable.Range(0, 1_000).Select(number => number * 2), all);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_GeneratedMetadata_IsPreferred()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("greet", (GreetArgs args, CancellationToken _) => Task.FromResult(new Greeting(args.Name)))
            .ConfigureCommandJson(options => options.TypeInfoResolverChain.Insert(0, GreetContext.Default)));

        Assert.Equal("""{"text":"Ada"}""", (await application.InvokeAsync("greet", """{"name":"Ada"}""")).GetRawText());
        var missing = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync("greet", "{}"));
        Assert.Equal(CommandError.InvalidArguments, missing.Error);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_CallerCancels_CancelsHandlerAndWaits()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("wait", async (int _, Visit _, CancellationToken ct) =>
            {
                entered.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(ct);
            }));
        using var cancel = new CancellationTokenSource();
        var call = application.Invoker.InvokeAsync<object?>("wait", 0, cancel.Token);
        await entered.Task;

        await cancel.CancelAsync();

        var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.Equal("Command 'wait' was cancelled.", canceled.Message);
        Assert.Equal(cancel.Token, canceled.CancellationToken);
        Assert.Equal(["disposed on command:wait"], application.Journal.Lines);
    }

    private static Task<CommandApplication> StartWithoutArgumentsAsync() => CommandApplication.StartAsync(static runtime => runtime
        .AddCommand("answer", static ct => Task.FromResult(42))
        .AddCommand("count", static (NoArguments _, Journal journal, Visit _, CancellationToken ct) => Task.FromResult(2))
        .AddCommand("quit", static (CancellationToken ct) => Task.CompletedTask)
        .AddCommand("note", static (NoArguments _, Journal journal, CancellationToken ct) => journal.Note("noted")));

    /// <summary>Takes its services from its constructor, as many as it needs.</summary>
    private sealed record Companions(Visit Visit, Journal Journal, IServiceProvider Services, IEnumerable<Visit> Visits);
}
