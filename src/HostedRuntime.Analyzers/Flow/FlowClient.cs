using Microsoft.CodeAnalysis;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>The part of a rule that changes its facts while they flow through a function.</summary>
internal abstract class FlowClient
{
    /// <summary>Returns the facts after a statement or the value of a branch.</summary>
    public abstract FlowState After(IOperation operation, FlowState state);

    /// <summary>Returns the facts on one way of a branch.</summary>
    /// <param name="condition">The condition of the branch.</param>
    /// <param name="value">The value that the condition has on this way.</param>
    /// <param name="state">The facts before the branch.</param>
    public virtual FlowState OnBranch(IOperation condition, bool value, FlowState state) => state;

    /// <summary>Called once for each way out of the function, with the facts there.</summary>
    public virtual void AtEnd(FlowState state)
    {
    }
}
