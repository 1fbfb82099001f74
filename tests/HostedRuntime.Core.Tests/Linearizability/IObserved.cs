namespace HostedRuntime.Tests.Linearizability;

/// <summary>A primitive or its model, with a visible state that both must agree on.</summary>
internal interface IObserved
{
    /// <summary>Returns the whole visible state, as text that is compared.</summary>
    string Observe();
}
