namespace HostedRuntime.Tests;

/// <summary>Records events of a test, in order.</summary>
internal sealed class Journal
{
    private readonly List<string> _lines = [];

    public string[] Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_lines)
            _lines.Add(line);
    }

    public Task Note(string line, Func<Task?>? then = null)
    {
        Add(line);
        return then?.Invoke() ?? Task.CompletedTask;
    }
}
