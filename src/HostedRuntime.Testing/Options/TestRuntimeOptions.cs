namespace HostedRuntime.Testing;

/// <summary>The options of a <see cref="TestRuntime"/>. Immutable.</summary>
public sealed record TestRuntimeOptions
{
    /// <summary>The name of the runtime.</summary>
    /// <value>"test" by default.</value>
    public string Name { get; init; } = "test";

    /// <summary>The time of day at which virtual time begins.</summary>
    /// <value>The first of January 2000, 00:00 UTC, by default.</value>
    public DateTimeOffset StartTime { get; init; } = VirtualTime.DefaultStart;

    /// <summary>
    /// How long to wait in real time for work that is not the runtime's, or for a body that blocks its thread. Virtual time stands still
    /// meanwhile.
    /// </summary>
    /// <value>Above zero, at most 1 day; 30 seconds by default.</value>
    public TimeSpan ForeignWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The things that a body of <see cref="TestRuntime.Run(Func{Task}, string, int)"/> must not leave behind.</summary>
    /// <value><see cref="LeakCheck.All"/> by default.</value>
    public LeakCheck Leaks { get; init; } = LeakCheck.All;
}
