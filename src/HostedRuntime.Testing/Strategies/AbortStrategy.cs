namespace HostedRuntime.Testing;

/// <summary>First come, first served, with an abort at one wait of the task that a test of aborts names.</summary>
/// <param name="wait">The number of the wait, from 1 on.</param>
internal sealed class AbortStrategy(int wait) : Strategy
{
    private int _waits;

    public override void Begin(ulong seed) => _waits = 0;

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight) => kind == ChoiceKind.Abort && ++_waits == wait ? 1 : 0;
}
