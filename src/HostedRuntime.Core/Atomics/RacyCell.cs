namespace HostedRuntime.Atomics;

/// <summary>
/// Holds a value of any size that may be read while it is written. The reader copies the value, passes <see cref="Fence.Loads"/>, then
/// reads the state that says whether the copy is valid. The writer changes that state, passes <see cref="Fence.Stores"/>, then writes the
/// value. An invalid copy may be half old and half new, but each reference in it is whole, so a wrong copy is the worst case.
/// </summary>
internal struct RacyCell<T>
{
    /// <summary>The value, read and written without ordering.</summary>
    public T Value;
}
