namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>A small concurrent program with a known bug, and its twin without it.</summary>
/// <param name="Name">The name of the program.</param>
/// <param name="Buggy">The body with the bug.</param>
/// <param name="Fixed">The body without it; null for a program whose bug is its purpose.</param>
/// <param name="Kinds">The kinds of failure by which the bug shows.</param>
internal sealed record TestProgram(string Name, Func<ConcurrencyRun, Task> Buggy, Func<ConcurrencyRun, Task>? Fixed, params FailureKind[] Kinds)
{
    public override string ToString() => Name;
}
