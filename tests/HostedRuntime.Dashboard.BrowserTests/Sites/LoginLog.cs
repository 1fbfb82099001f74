using Microsoft.Extensions.Logging;

namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>Finds the address with the token in the log, as a person does.</summary>
internal sealed class LoginLog : ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Address => _address.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        var at = line.IndexOf("http://", StringComparison.Ordinal);
        if (at >= 0 && line.Contains("/login?t=", StringComparison.Ordinal))
            _address.TrySetResult(line[at..]);
    }

    public void Dispose()
    {
    }
}
