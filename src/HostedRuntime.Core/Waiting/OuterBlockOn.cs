namespace HostedRuntime.Waiting;

/// <summary>What a BlockOn puts aside in the cell of its thread while it polls there: the notes of another BlockOn further out.</summary>
internal readonly record struct OuterBlockOn(bool PollsAlone, bool BlocksInPlace, PendingWait? Carried, IWaitingTask? Interrupted);
