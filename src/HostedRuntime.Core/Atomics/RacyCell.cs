namespace HostedRuntime.Atomics;

/// <summary>
/// Room for a value of any size that may be read while it is being written. A copy may then be half the old value and half the new one, so its
/// reader reads the word that says whether it is good after the copy, with <see cref="Fence.Loads"/> between; the writer changes that word before
/// it writes, with <see cref="Fence.Stores"/> between. References in it are whole at any moment, so nothing worse than a wrong copy can come of it.
/// </summary>
internal struct RacyCell<T>
{
    /// <summary>The value, plain.</summary>
    public T Value;
}
