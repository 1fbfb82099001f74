namespace HostedRuntime.Tests.Combinations;

/// <summary>The place where the body throws.</summary>
public enum ThrowPlace
{
    Nowhere,
    BeforeTheFirstAwait,
    AfterAnAwaitOfOurs,
    AfterYield,
    AfterAForeignAwaitThatLeaves,
    InCleanupOfAnAbort,
    SwallowsTheAbort,
}

/// <summary>The wait that the body is in when an abort arrives.</summary>
public enum WaitKind
{
    /// <summary>A lock of the library. It knows the task, so an abort ends the wait without a token.</summary>
    Ours,

    /// <summary>A foreign await that has the token.</summary>
    ForeignWithToken,

    /// <summary>A foreign await without the token, so no abort ends it.</summary>
    ForeignWithout,
}

/// <summary>The kind of body that is spawned.</summary>
public enum BodyKind
{
    Task,
    ValueTask,

    /// <summary>A body on the blocking pool. Its waits block the thread, and the same rules apply.</summary>
    Blocking,
}

/// <summary>The time at which the task is aborted.</summary>
public enum AbortTime
{
    Never,
    BeforeStart,
    WhileRunning,
    WhileWaiting,
    TwiceWhileWaiting,
    AfterEnd,
}

/// <summary>The phase of a shutdown in which the body ends.</summary>
public enum ShutdownPhase
{
    /// <summary>The body ends before the shutdown begins.</summary>
    None,
    Drain,
    Abort,

    /// <summary>After the report, unless the abort ends the body.</summary>
    Reported,
}

/// <summary>One combination of the ways in which a task can run and end, and its expected outcome.</summary>
internal sealed record Combination(
    RuntimeFlavor Flavor, ThrowPlace Throws, WaitKind Waits, AbortTime Aborted, bool IsDropped, BodyKind Kind, ShutdownPhase Phase)
{
    private static readonly bool[] s_either = [false, true];

    public bool IsAbortedBeforeStart => Aborted == AbortTime.BeforeStart;

    /// <summary>True if the body is held while it runs. False if it is held in its wait.</summary>
    public bool IsHeldRunning => Aborted == AbortTime.WhileRunning || Throws == ThrowPlace.BeforeTheFirstAwait;

    /// <summary>True if an abort, by the user or by the shutdown, comes before the wait is over and can end this kind of wait.</summary>
    public bool IsAbortDelivered
        => Waits != WaitKind.ForeignWithout
            && Throws != ThrowPlace.BeforeTheFirstAwait
            && (Aborted is AbortTime.WhileRunning or AbortTime.WhileWaiting or AbortTime.TwiceWhileWaiting
                || Phase is ShutdownPhase.Abort or ShutdownPhase.Reported);

    /// <summary>True if one abort was delivered and no other can be due, so that awaits work again.</summary>
    /// <remarks>
    /// If the body ran when it was aborted and then met the fired token of a foreign await, the abort was not delivered and is still due.
    /// </remarks>
    public bool IsAbortOver
        => IsAbortDelivered
            && Phase is ShutdownPhase.None or ShutdownPhase.Drain
            && (Aborted == AbortTime.WhileWaiting || (Aborted == AbortTime.WhileRunning && Waits == WaitKind.Ours));

    /// <summary>The status that the rules of the engine demand.</summary>
    /// <remarks>
    /// A task that never started is cancelled. If the body ends with the exception of its abort, the task is cancelled. If the body ends
    /// with another exception, the task is faulted. If the body returns, the task is completed. In the last two cases it does not matter
    /// whether the task was aborted.
    /// </remarks>
    public JoinStatus Status => this switch
    {
        { IsAbortedBeforeStart: true } => JoinStatus.Canceled,
        { Throws: ThrowPlace.SwallowsTheAbort } => JoinStatus.Completed,
        { Throws: ThrowPlace.Nowhere } => IsAbortDelivered ? JoinStatus.Canceled : JoinStatus.Completed,
        { Throws: ThrowPlace.AfterAnAwaitOfOurs } => IsAbortDelivered ? JoinStatus.Canceled : JoinStatus.Faulted,
        { Throws: ThrowPlace.InCleanupOfAnAbort } => IsAbortDelivered ? JoinStatus.Faulted : JoinStatus.Completed,
        _ => JoinStatus.Faulted,
    };

    public static IEnumerable<Combination> All(RuntimeFlavor flavor, ShutdownPhase phase)
        => from throws in Enum.GetValues<ThrowPlace>()
           from waits in Enum.GetValues<WaitKind>()
           from aborted in Enum.GetValues<AbortTime>()
           from isDropped in s_either
           from kind in Enum.GetValues<BodyKind>()
           let one = new Combination(flavor, throws, waits, aborted, isDropped, kind, phase)
           where one.IsPossible
           select one;

    /// <summary>Returns the name of the task.</summary>
    public override string ToString()
        => $"{Flavor}, throws {Throws}, waits {Waits}, aborted {Aborted}, {(IsDropped ? "dropped" : "awaited")}, {Kind}, shutdown {Phase}";

    private bool IsPossible => Throws switch
    {
        // The body never waits here. So one kind of wait is enough, and no abort can arrive during the wait.
        ThrowPlace.BeforeTheFirstAwait => Waits == WaitKind.Ours && Aborted is not (AbortTime.WhileWaiting or AbortTime.TwiceWhileWaiting),
        ThrowPlace.AfterAnAwaitOfOurs => Waits == WaitKind.Ours,
        ThrowPlace.AfterYield or ThrowPlace.AfterAForeignAwaitThatLeaves => Waits == WaitKind.ForeignWithout && Kind != BodyKind.Blocking,
        _ => true,
    };
}
