namespace HostedRuntime.Waiting;

/// <summary>
/// The clock of a runtime that this thread has entered. The derived type is in Runtime, which Waiting must not know.
/// </summary>
internal abstract class EnteredClock(TimeProvider clock)
{
    public TimeProvider Clock => clock;
}
