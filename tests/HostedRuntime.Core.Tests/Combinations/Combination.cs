namespace HostedRuntime.Tests.Combinations;

/// <summary>Where the body throws.</summary>
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

/// <summary>What an abort finds the body waiting in.</summary>
public enum WaitKind
{
    /// <summary>A lock of ours: it knows the task and needs no token.</summary>
    Ours,

    /// <summary>A foreign await that was given the token.</summary>
    ForeignWithToken,

    /// <summary>A foreign await that nothing ends but what it waits for.</summary>
    ForeignWithout,
}

/// <summary>What is spawned.</summary>
public enum BodyKind
{
    Task,
    ValueTask,

    /// <summary>On the blocking pool: its waits block, by the same rules.</summary>
    Blocking,
}

/// <summary>When the task is aborted.</summary>
public enum AbortTime
{
    Never,
    BeforeStart,
    WhileRunning,
    WhileWaiting,
    TwiceWhileWaiting,
    AfterEnd,
}

/// <summary>In which phase of a shutdown the body ends.</summary>
public enum ShutdownPhase
{
    /// <summary>Before it begins.</summary>
    None,
    Drain,
    Abort,

    /// <summary>After the report, if it is not ended by the abort.</summary>
    Reported,
}

/// <summary>One way for a task to live and end, and what must come of it.</summary>
internal sealed record Combination(
    RuntimeFlavor Flavor, ThrowPlace Throws, WaitKind Waits, AbortTime Aborted, bool IsDropped, BodyKind Kind, ShutdownPhase Phase)
{
    private static readonly bool[] s_either = [false, true];

    public bool IsForestalled => Aborted == AbortTime.BeforeStart;

    /// <summary>The body is met while it runs; otherwise while it waits.</summary>
    public bool IsHeldRunning => Aborted == AbortTime.WhileRunning || Throws == ThrowPlace.BeforeTheFirstAwait;

    /// <summary>An abort, the user's or the shutdown's, comes before the wait is over, and the wait is one that it ends.</summary>
    public bool IsAbortDelivered
        => Waits != WaitKind.ForeignWithout
            && Throws != ThrowPlace.BeforeTheFirstAwait
            && (Aborted is AbortTime.WhileRunning or AbortTime.WhileWaiting or AbortTime.TwiceWhileWaiting
                || Phase is ShutdownPhase.Abort or ShutdownPhase.Reported);

    /// <summary>
    /// One abort was delivered and no other can be due, so awaits work again: not of a body that ran when it was aborted and met
    /// the fired token of a foreign await first, which is no delivery.
    /// </summary>
    public bool IsAbortOver
        => IsAbortDelivered
            && Phase is ShutdownPhase.None or ShutdownPhase.Drain
            && (Aborted == AbortTime.WhileWaiting || (Aborted == AbortTime.WhileRunning && Waits == WaitKind.Ours));

    /// <summary>
    /// The rules of the engine: never started is cancelled; a body that ends with the exception of its abort is cancelled; one that
    /// ends with another is faulted, aborted or not; one that returns is completed, aborted or not.
    /// </summary>
    public JoinStatus Status => this switch
    {
        { IsForestalled: true } => JoinStatus.Canceled,
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

    /// <summary>Its name among the tasks.</summary>
    public override string ToString()
        => $"{Flavor}, throws {Throws}, waits {Waits}, aborted {Aborted}, {(IsDropped ? "dropped" : "awaited")}, {Kind}, shutdown {Phase}";

    private bool IsPossible => Throws switch
    {
        // It never waits, so it counts once, and nothing can meet it there.
        ThrowPlace.BeforeTheFirstAwait => Waits == WaitKind.Ours && Aborted is not (AbortTime.WhileWaiting or AbortTime.TwiceWhileWaiting),
        ThrowPlace.AfterAnAwaitOfOurs => Waits == WaitKind.Ours,
        ThrowPlace.AfterYield or ThrowPlace.AfterAForeignAwaitThatLeaves => Waits == WaitKind.ForeignWithout && Kind != BodyKind.Blocking,
        _ => true,
    };
}
