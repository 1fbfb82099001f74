namespace HostedRuntime.Waiting;

/// <summary>
/// The clock of a runtime that this thread has entered. The rest of the entry belongs to Runtime, which Waiting must not know.
/// </summary>
internal abstract class EnteredClock(TimeProvider clock)
{
    public TimeProvider Clock => clock;
}
