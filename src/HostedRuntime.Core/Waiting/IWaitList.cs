namespace HostedRuntime.Waiting;

/// <summary>A task as its stack sees it: the waits of its branches.</summary>
internal interface IWaitList
{
    /// <summary>Adds the pending waits, also those that no abort can end. A limited number. Any thread.</summary>
    void AddWaitsTo(List<PendingWait> waits);
}
