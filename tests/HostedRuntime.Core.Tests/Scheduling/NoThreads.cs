using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>A system that has no thread for the runtimes of one name, as it is at a limit of the user or of a container.</summary>
internal sealed class NoThreads : IDisposable
{
    private static int s_names;

    private readonly Func<int, string, bool> _refuses;
    private IDisposable? _refusal;
    private int _asked;

    /// <param name="refuses">Whether a start fails: its number among those that were asked for, from 1, and the thread's name. Null: all do.</param>
    public NoThreads(Func<int, string, bool>? refuses = null) => _refuses = refuses ?? (static (_, _) => true);

    /// <summary>What the names of the threads have to begin with. Short, so that Linux need not cut it.</summary>
    public string Name { get; } = $"none{Interlocked.Increment(ref s_names)}";

    /// <summary>How many starts were asked for since the limit is there.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>From now on starts fail.</summary>
    public NoThreads Begin()
    {
        _refusal = ThreadStarter.Refuse(name => name.StartsWith($"{Name}-", StringComparison.Ordinal) && _refuses(Interlocked.Increment(ref _asked), name));
        return this;
    }

    public void Dispose() => _refusal?.Dispose();
}
