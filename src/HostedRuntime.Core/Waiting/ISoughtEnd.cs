namespace HostedRuntime.Waiting;

/// <summary>
/// The end of a method that the body of a BlockOn awaits, found by the polls: the BCL is then not asked to call back, which would cost an object, a
/// compare-exchange and some thirty more nanoseconds.
/// </summary>
/// <remarks>
/// Only as long as it is known that the method goes on in a poll of that very thread, <see cref="PollCell.PollsAlone"/>: that poll looks again. One
/// thread writes and reads all there is, so there is nothing to order.
/// </remarks>
internal interface ISoughtEnd
{
    /// <summary>True while there is nothing to find: it rests in its place, for the next one of its kind.</summary>
    bool IsIdle { get; }

    /// <summary>At the end of a poll. True: the end was there, and code of the user ran that may seek another.</summary>
    bool TryFind(PollCell cell);

    /// <summary>The thread may not poll for a while.</summary>
    void OnRest();

    /// <summary>This thread polls no more: the BCL has to call back.</summary>
    void GiveUp(PollCell cell);
}
