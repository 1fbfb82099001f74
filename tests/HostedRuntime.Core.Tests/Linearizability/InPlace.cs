namespace HostedRuntime.Tests.Linearizability;

/// <summary>Runs continuations inside Post, so that all effects of a step have happened when the step returns.</summary>
internal sealed class InPlace : SynchronizationContext
{
    public static void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(new InPlace());
        action();
        SetSynchronizationContext(before);
    }

    public override void Post(SendOrPostCallback d, object? state) => Run(() => d(state));
}
