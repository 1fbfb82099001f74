namespace HostedRuntime.Waiting;

/// <summary>Describes a pending wait at one moment.</summary>
/// <param name="Wait">The wait, which may be over and in use elsewhere by now.</param>
/// <param name="UseNumber">The number of the use that was described. Another number means another wait.</param>
/// <param name="Text">The wait in words, as in <see cref="Diagnostics.TaskInfo.WaitsOn"/>.</param>
/// <param name="Target">
/// The <see cref="IResource"/> that it waits in, or the <see cref="IWaitingTask"/> whose end it waits for; null for time and other waits.
/// </param>
/// <param name="Purpose">
/// The part of the target that it waits for, such as "lock", "permit 3" or "item"; empty if the target says it all.
/// </param>
internal readonly record struct WaitView(PendingWait Wait, short UseNumber, string Text, object? Target, string Purpose)
{
    /// <summary>Returns whether that view is of this wait in this use.</summary>
    public bool IsSameUse(in WaitView other) => ReferenceEquals(Wait, other.Wait) && UseNumber == other.UseNumber && ReferenceEquals(Target, other.Target);
}
