namespace HostedRuntime.Testing;

/// <summary>First come, first served: always option 0.</summary>
internal sealed class FifoStrategy : Strategy
{
    private bool _hasRun;

    public override bool IsComplete => _hasRun;

    public override int Choose(Driver driver, ChoiceKind kind, int options, double weight) => 0;

    public override void End(Driver driver) => _hasRun = true;
}
