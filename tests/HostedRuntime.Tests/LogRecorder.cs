using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests;

internal sealed record LogEntry(string Category, LogLevel Level, int Id, string Message, Exception? Exception);

/// <summary>Keeps the log entries of a host.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>The entries of the host package.</summary>
    public IEnumerable<LogEntry> Own => _entries.Where(static entry => entry.Category == "HostedRuntime");

    public IEnumerable<LogEntry> All => _entries;

    public LogEntry Single(int id) => Assert.Single(Own, entry => entry.Id == id);

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => log._entries.Enqueue(new LogEntry(category, logLevel, eventId.Id, formatter(state, exception), exception));
    }
}
