namespace HostedRuntime.Tests.Models;

/// <summary>What can be seen of a primitive, or of the model that says what there should be to see.</summary>
internal interface IObserved
{
    /// <summary>All of it, in a form in which both are compared.</summary>
    string Observe();
}
