using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>A listener of the events asks for snapshots, and gets them as events.</summary>
public sealed class SnapshotCommandTests : IDisposable
{
    private const EventKeywords Snapshot = (EventKeywords)0x10;
    private const int PartLength = 20_000;

    private readonly string _name = Guid.NewGuid().ToString();
    private readonly IRuntime _rt;
    private readonly AsyncNotify _never = new();

    public SnapshotCommandTests() => _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: _name);

    public void Dispose()
    {
        _rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        _rt.Dispose();
    }

    [Fact]
    public void Command_WithSnapshotArgument_IsAnsweredInParts()
    {
        Spawn(300);
        using var listener = new PartListener();
        listener.Ask(("Snapshot", "json"), ("Request", _name));
        var parts = listener.PartsOf(_name);
        Assert.True(parts.Count > 1);
        Assert.All(parts, part => Assert.Equal(("json", parts.Count), (part.Format, part.Count)));
        Assert.Equal(Enumerable.Range(1, parts.Count), parts.Select(static part => part.Number));
        Assert.All(parts.SkipLast(1), static part => Assert.Equal(PartLength, part.Text.Length));
        Assert.Equal(300, Mine(parts).Tasks.Count);
    }

    [Fact]
    public void Command_WithMaxTasks_LeavesTasksOut()
    {
        Spawn(3);
        using var listener = new PartListener();
        listener.Ask(("Snapshot", "json"), ("Request", _name), ("MaxTasks", "1"), ("Stacks", "false"));
        var snapshot = Mine(listener.PartsOf(_name));
        Assert.Equal((1, 2), (snapshot.Tasks.Count, snapshot.TasksLeftOut));
    }

    [Theory]
    [InlineData("The argument Snapshot is 'xml'. It must be json.", "xml", "1", "true")]
    [InlineData("The argument MaxTasks is '-1'. It must be 0 to 10000000.", "json", "-1", "true")]
    [InlineData("The argument MaxTasks is '10000001'. It must be 0 to 10000000.", "json", "10000001", "true")]
    [InlineData("The argument Stacks is 'maybe'. It must be true or false.", "json", "1", "maybe")]
    public void Command_WithInvalidArgument_IsAnsweredByError(string message, string format, string maxTasks, string stacks)
    {
        using var listener = new PartListener();
        listener.Ask(("Snapshot", format), ("Request", _name), ("MaxTasks", maxTasks), ("Stacks", stacks));
        Assert.Equal(new Part("error", 1, 1, message), Assert.Single(listener.PartsOf(_name)));
    }

    [Fact]
    public void Command_WhenRepeated_IsAnsweredOnce()
    {
        using var listener = new PartListener();
        listener.Ask(("Snapshot", "json"), ("Request", _name), ("MaxTasks", "0"));
        var parts = listener.PartsOf(_name);
        listener.Ask(("Snapshot", "json"), ("Request", _name), ("MaxTasks", "0"));
        Assert.Equal(parts, listener.PartsOf(_name));
    }

    [Fact]
    public void Command_WithoutSnapshotArgument_IsNotAnswered()
    {
        using var listener = new PartListener();
        listener.Ask(("Request", _name));
        Assert.Empty(listener.PartsOf(_name));
    }

    [Fact]
    public void Command_WhenRuntimeHasEnded_LeavesItOut()
    {
        _rt.Dispose();
        using var listener = new PartListener();
        listener.Ask(("Snapshot", "json"), ("Request", _name));
        Assert.DoesNotContain(_name, string.Concat(listener.PartsOf(_name).Select(static part => part.Text)), StringComparison.Ordinal);
    }

    private void Spawn(int count)
    {
        using var started = new CountdownEvent(count);
        for (var i = 0; i < count; i++)
        {
            _rt.Spawn(async () =>
            {
                started.Signal();
                await _never.WaitAsync();
            }).Detach();
        }

        started.Wait();
    }

    private RuntimeSnapshot Mine(List<Part> parts)
        => Assert.Single(SnapshotJson.ReadAll(string.Concat(parts.Select(static part => part.Text))), snapshot => snapshot.Name == _name);

    private sealed record Part(string Format, int Number, int Count, string Text);

    private sealed class PartListener : EventListener
    {
        private readonly ConcurrentQueue<(string Request, Part Part)> _parts = [];

        public void Ask(params ReadOnlySpan<(string Name, string Value)> arguments)
        {
            var values = new Dictionary<string, string?>();
            foreach (var (name, value) in arguments)
                values[name] = value;
            EnableEvents(EventSource.GetSources().Single(static source => source.Name == "HostedRuntime"), EventLevel.Informational, Snapshot, values);
        }

        public List<Part> PartsOf(string request) => [.. _parts.Where(part => part.Request == request).Select(static part => part.Part)];

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData is { EventName: "SnapshotPart", Payload: [string request, string format, int number, int count, string text] })
                _parts.Enqueue((request, new Part(format, number, count, text)));
        }
    }
}
