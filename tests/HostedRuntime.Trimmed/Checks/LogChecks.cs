using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace HostedRuntime.Trimmed.Checks;

/// <summary>The properties of an event that a task logs by Serilog.</summary>
internal static class LogChecks
{
    public static async Task<bool> RunAsync()
    {
        var sink = new LastEvent();
        using var log = new LoggerConfiguration().Enrich.WithAsyncRuntime().WriteTo.Sink(sink).CreateLogger();
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "orders");
        await runtime.Spawn(() => log.Information("Booked"), new SpawnOptions { Name = "book" });
        return sink.Event is { } logged && logged.Properties["RuntimeName"].ToString() == "\"orders\"" && logged.Properties["TaskName"].ToString() == "\"book\"";
    }

    private sealed class LastEvent : ILogEventSink
    {
        public LogEvent? Event { get; private set; }

        public void Emit(LogEvent logEvent) => Event = logEvent;
    }
}
