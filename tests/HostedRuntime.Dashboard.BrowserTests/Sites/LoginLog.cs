using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>Finds the address with the token in the log, as a person does, and the errors of the server.</summary>
internal sealed class LoginLog : ILoggerProvider
{
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Address => _address.Task;

    /// <summary>The errors that ASP.NET Core has logged, such as an exception of a view.</summary>
    public ConcurrentQueue<string> ServerErrors { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Logger(LoginLog log, bool isServer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            if (isServer && logLevel >= LogLevel.Error)
                log.ServerErrors.Enqueue($"{line} {exception}");
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0 && line.Contains("/login?t=", StringComparison.Ordinal))
                log._address.TrySetResult(line[at..]);
        }
    }
}
