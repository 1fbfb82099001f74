using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Commands;

public sealed class CommandErrorTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("greeet", "There is no command 'greeet'; did you mean 'greet'?")]
    [InlineData("fetch", "There is no command 'fetch'; commands: 'greet', 'broken'.")]
    [InlineData("plugin:census|cuont", "There is no command 'plugin:census|cuont'; did you mean 'plugin:census|count'?")]
    [InlineData("plugin:census|drop-everything", "There is no command 'plugin:census|drop-everything'; commands of plugin 'census': 'plugin:census|count'.")]
    [InlineData("plugin:weather|fetch", "There is no command 'plugin:weather|fetch': plugin 'weather' is not there or has no commands.")]
    [InlineData("plugin:census", "'plugin:census' is not a command: a command's name is 'command' or 'plugin:plugin|command', and neither part is empty or contains ':' or '|'.")]
    [InlineData("plugin:plugin:census|count", "'plugin:plugin:census|count' is not a command: a command's name is 'command' or 'plugin:plugin|command', and neither part is empty or contains ':' or '|'.")]
    [InlineData("", "'' is not a command: a command's name is 'command' or 'plugin:plugin|command', and neither part is empty or contains ':' or '|'.")]
    public async Task InvokeAsync_UnknownCommand_ThrowsWithSuggestions(string name, string message)
    {
        await using var application = await StartAsync();

        var typed = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<int>(name, 1));
        var json = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync(name, "1"));

        Assert.Equal((message, CommandError.NotFound, name), (typed.Message, typed.Error, typed.Command));
        Assert.Equal((message, CommandError.NotFound, name), (json.Message, json.Error, json.Command));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_ArgumentsOfWrongType_Throws()
    {
        await using var application = await StartAsync();

        Assert.Equal("Command 'greet' takes GreetArgs, and was given Int32.", await RefusedAsync<Greeting>(application, 5));
        Assert.Equal("Command 'greet' takes GreetArgs, and was given null.", await RefusedAsync<Greeting>(application, null));
        Assert.Equal("Command 'greet' gives Greeting, and was asked for Int32.", await RefusedAsync<int>(application, new GreetArgs("Ada")));
        Assert.Empty(application.Journal.Lines);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("{}", "Command 'greet' was given what is no GreetArgs: JSON deserialization for type 'HostedRuntime.Tests.Commands.GreetArgs' was missing required properties including: 'name'.")]
    [InlineData("null", "Command 'greet' takes GreetArgs, and was given null.")]
    [InlineData("""{"name":"Ada","times":"x"}""", "Command 'greet' was given what is no GreetArgs: The JSON value could not be converted to HostedRuntime.Tests.Commands.GreetArgs. Path: $.times | LineNumber: 0 | BytePositionInLine: 25.")]
    [InlineData("""{"name":null}""", "Command 'greet' was given what is no GreetArgs: The constructor parameter 'Name' on type 'HostedRuntime.Tests.Commands.GreetArgs' doesn't allow null values. Consider updating its nullability annotation. Path: $.name | LineNumber: 0 | BytePositionInLine: 12.")]
    public async Task InvokeAsync_JsonDoesNotMatch_Throws(string json, string message)
    {
        // .NET 11 names the type of the property, and .NET 10 that of the whole value.
        if (typeof(System.Text.Json.JsonSerializer).Assembly.GetName().Version!.Major >= 11)
            message = message.Replace("converted to HostedRuntime.Tests.Commands.GreetArgs.", "converted to System.Int32.", StringComparison.Ordinal);
        await using var application = await StartAsync();

        var refused = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync("greet", json));

        Assert.Equal(message, refused.Message);
        Assert.Equal((CommandError.InvalidArguments, "greet"), (refused.Error, refused.Command));
        Assert.Empty(application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_NameIsNullOrHuge_ThrowsWithShortMessage()
    {
        await using var application = await StartAsync();

        Assert.Equal("command", (await Assert.ThrowsAsync<ArgumentNullException>(() => application.Invoker.InvokeAsync<int>(null!, 1))).ParamName);
        var refused = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<int>(new string('x', 5_000_000), 1));
        Assert.Equal($"There is no command '{new string('x', 128)}... (5000000 characters)'; commands: 'greet', 'broken'.", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_AfterHostIsDisposed_ThrowsWithReason()
    {
        var application = await StartAsync();
        await application.DisposeAsync();

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync("greet", """{"name":"Ada"}"""));

        Assert.Equal("Command 'greet' cannot run: the host was disposed, and runtime 'default' has ended with it. Call commands before the host stops.", failed.Message);
        Assert.Equal((CommandError.Failed, "greet"), (failed.Error, failed.Command));
        Assert.IsType<ObjectDisposedException>(failed.InnerException);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("constructor", "101", "Command 'constructor' was given what is no ByConstructor: Not a percentage. (Parameter 'value')")]
    [InlineData("setter", "101", "Command 'setter' was given what is no BySetter: Not a percentage. (Parameter 'value')")]
    [InlineData("converter", "101", "Command 'converter' was given what is no ByConverter: Not a percentage. (Parameter 'value')")]
    public async Task InvokeAsync_ArgumentsThrow_ThrowsInvalidArguments(string command, string value, string message)
    {
        await using var application = await CommandApplication.StartAsync(builder => builder
            .AddCommand("constructor", (ByConstructor args, CancellationToken _) => Task.FromResult(args.Value))
            .AddCommand("setter", (BySetter args, CancellationToken _) => Task.FromResult(args.Value))
            .AddCommand("converter", (ByConverter args, CancellationToken _) => Task.FromResult(args.Value)));

        var refused = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync(command, $$"""{"value":{{value}}}"""));

        Assert.Equal((message, CommandError.InvalidArguments, command), (refused.Message, refused.Error, refused.Command));
        Assert.IsType<ArgumentException>(refused.InnerException);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData("nan", "Double")]
    [InlineData("getter", "FailingGetter")]
    public async Task InvokeAsync_ResultThrows_ThrowsFailed(string command, string type)
    {
        await using var application = await CommandApplication.StartAsync(builder => builder
            .AddCommand("nan", (int _, CancellationToken _) => Task.FromResult(double.NaN))
            .AddCommand("getter", (int _, CancellationToken _) => Task.FromResult(new FailingGetter())));

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync(command, "1"));

        Assert.StartsWith($"Command '{command}' ended, and its {type} cannot be written as JSON: ", failed.Message, StringComparison.Ordinal);
        Assert.Equal(CommandError.Failed, failed.Error);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_ConfigureJsonThrows_ThrowsFailed()
    {
        await using var application = await CommandApplication.StartAsync(builder => builder
            .ConfigureCommandJson(_ => throw new FormatException("not today"))
            .AddCommand("count", (int value, CancellationToken _) => Task.FromResult(value)));

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync("count", "1"));

        Assert.Equal(("Command 'count' cannot be called with JSON: not today", CommandError.Failed), (failed.Message, failed.Error));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_UndefinedJson_CountsAsNull()
    {
        await using var application = await StartAsync();
        var refused = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync("greet", default(JsonElement)));
        Assert.Equal("Command 'greet' takes GreetArgs, and was given null.", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_HandlerThrows_KeepsInnerException()
    {
        await using var application = await StartAsync();

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<int>("broken", 5));

        Assert.Equal(("Command 'broken' failed: no census", CommandError.Failed, "broken"), (failed.Message, failed.Error, failed.Command));
        Assert.IsType<FormatException>(failed.InnerException);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_HandlerCancelsItself_ThrowsFailed()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("give-up", (int _, CancellationToken _) => throw new OperationCanceledException("given up")));

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<object?>("give-up", 1));

        Assert.Equal(("Command 'give-up' failed: given up", CommandError.Failed), (failed.Message, failed.Error));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_ServiceIsMissing_ThrowsFailed()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("ask", (int _, TimeProvider clock, CancellationToken _) => Task.FromResult(clock.GetTimestamp())));

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<long>("ask", 1));

        Assert.Equal("Command 'ask' failed: No service for type 'System.TimeProvider' has been registered.", failed.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_ResultNotSerializable_ReportsCommandEnded()
    {
        await using var application = await CommandApplication.StartAsync(runtime => runtime
            .AddCommand("pointer", (int _, CancellationToken _) => Task.FromResult(new Pointing())));

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.InvokeAsync("pointer", "1"));

        Assert.Equal(CommandError.Failed, failed.Error);
        Assert.StartsWith("Command 'pointer' ended, and its Pointing cannot be written as JSON: ", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task InvokeAsync_RuntimeHasEnded_ThrowsFailed()
    {
        await using var application = await StartAsync();
        await application.StopAsync();

        var failed = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<Greeting>("greet", new GreetArgs("Ada")));

        Assert.Equal(("Command 'greet' was aborted, or runtime 'default' has ended.", CommandError.Failed), (failed.Message, failed.Error));
    }

    [Theory]
    [InlineData("a|b")]
    [InlineData("a:b")]
    [InlineData("plugin:|b")]
    [InlineData("plugin:a|")]
    [InlineData("plugin:a")]
    public void AddCommand_InvalidName_Throws(string name)
    {
        var runtime = new TestApplication().Runtime;

        var refused = Assert.Throws<ArgumentException>(() => runtime.AddCommand(name, (int _, CancellationToken _) => Task.CompletedTask));

        Assert.Equal($"A command cannot be named '{name}': a command's name is 'command' or 'plugin:plugin|command', and neither part is empty or contains ':' or '|'. (Parameter 'name')", refused.Message);
    }

    [Fact]
    public void AddCommand_NameIsTaken_Throws()
    {
        var runtime = new TestApplication().Runtime.AddCommand("greet", (int _, CancellationToken _) => Task.CompletedTask);

        var refused = Assert.Throws<ArgumentException>(() => runtime.AddCommand("Greet", (string _, CancellationToken _) => Task.CompletedTask));

        Assert.Equal("There is a command 'Greet' already: every command needs a name of its own, on whichever runtime it runs. (Parameter 'name')", refused.Message);
    }

    [Fact]
    public void AddCommand_ArgumentsAreAService_Throws()
    {
        var application = new TestApplication();
        application.Services.AddSingleton(application.Journal);

        var refused = Assert.Throws<ArgumentException>(() => application.Runtime.AddCommand("note", (Journal journal, CancellationToken _) => journal.Note("x")));

        Assert.Equal(
            "Command 'note' would read its arguments into Journal, which is a service: the first parameter of a handler is its arguments. Put a NoArguments before it."
                + " (Parameter 'name')",
            refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_CommandOfUnknownPlugin_ThrowsBeforeInitialize()
    {
        var application = new TestApplication().AddPlugin("census");
        application.Runtime.AddCommand("plugin:sensus|count", (int to, CancellationToken _) => Task.FromResult(to));

        var refused = await application.RefusedAsync(threads: 0);

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "The plugins of runtime 'default' cannot start:",
                "  Command 'plugin:sensus|count' is of plugin 'sensus', which is not registered; did you mean 'census'?"),
            refused.Message);
        Assert.Empty(application.Journal.Lines);
    }

    private static Task<CommandApplication> StartAsync() => CommandApplication.StartAsync(runtime => runtime
        .AddPlugin("census", _ => { })
        .AddCommand("greet", async (GreetArgs args, Journal journal, CancellationToken ct) =>
        {
            await journal.Note("greet ran");
            return new Greeting(args.Name);
        })
        .AddCommand("broken", (int _, CancellationToken _) => Task.FromException<int>(new FormatException("no census")))
        .AddCommand("plugin:census|count", (int to, CancellationToken _) => Task.FromResult(to)));

    private static async Task<string> RefusedAsync<TResult>(CommandApplication application, object? args)
    {
        var refused = await Assert.ThrowsAsync<CommandException>(() => application.Invoker.InvokeAsync<TResult>("greet", args));
        Assert.Equal((CommandError.InvalidArguments, "greet"), (refused.Error, refused.Command));
        return refused.Message;
    }

    private sealed class Pointing
    {
        public Type Shape => typeof(int);
    }

    private static int Percentage(int value) => value <= 100 ? value : throw new ArgumentException("Not a percentage.", nameof(value));

    private sealed class ByConstructor(int value)
    {
        public int Value { get; } = Percentage(value);
    }

    private sealed class BySetter
    {
        public int Value
        {
            get;
            set => field = Percentage(value);
        }
    }

    [JsonConverter(typeof(Converter))]
    private sealed record ByConverter(int Value);

    private sealed class Converter : JsonConverter<ByConverter>
    {
        public override ByConverter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return new ByConverter(Percentage(101));
        }

        public override void Write(Utf8JsonWriter writer, ByConverter value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class FailingGetter
    {
        public int Value => throw new FormatException($"not today, {GetHashCode()}");
    }
}
