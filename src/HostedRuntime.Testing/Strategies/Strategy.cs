namespace HostedRuntime.Testing;

/// <summary>Makes the choices of a schedule. One object makes those of one schedule after the other.</summary>
internal abstract class Strategy
{
    /// <summary>True once there is no schedule left that this strategy has not made.</summary>
    public virtual bool IsComplete => false;

    /// <summary>Begins a schedule.</summary>
    /// <param name="seed">The seed of the schedule.</param>
    public virtual void Begin(ulong seed)
    {
    }

    /// <summary>Makes a choice.</summary>
    /// <param name="driver">The driver, which knows the tasks behind the options.</param>
    /// <param name="kind">The kind of the choice.</param>
    /// <param name="options">The number of options; at least 2.</param>
    /// <param name="weight">For a draw of two options, the chance of option 1; otherwise 0 for equal chances.</param>
    /// <returns>The option, from 0 on.</returns>
    public abstract int Choose(Driver driver, ChoiceKind kind, int options, double weight);

    /// <summary>Called after each schedule of this strategy.</summary>
    public virtual void End(Driver driver)
    {
    }
}
