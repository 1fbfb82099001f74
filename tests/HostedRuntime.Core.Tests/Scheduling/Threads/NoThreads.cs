using HostedRuntime.Scheduling;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>A system that cannot start threads for the runtimes of one name, as at a limit of the user or of a container.</summary>
internal sealed class NoThreads : IDisposable
{
    private static int s_names;

    private readonly Func<int, string, bool> _refuses;
    private IDisposable? _refusal;
    private int _asked;

    /// <param name="refuses">Returns true if a start fails, by its number, from 1, and the thread's name. If null, every start
    /// fails.</param>
    public NoThreads(Func<int, string, bool>? refuses = null) => _refuses = refuses ?? (static (_, _) => true);

    /// <summary>The beginning of the thread names. It is short, so that Linux does not cut it.</summary>
    public string Name { get; } = $"none{Interlocked.Increment(ref s_names)}";

    /// <summary>The number of starts that were requested since <see cref="Begin"/>.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Makes starts fail from now on.</summary>
    public NoThreads Begin()
    {
        _refusal = ThreadStarter.Refuse(name => name.StartsWith($"{Name}-", StringComparison.Ordinal) && _refuses(Interlocked.Increment(ref _asked), name));
        return this;
    }

    public void Dispose() => _refusal?.Dispose();
}
