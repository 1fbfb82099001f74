namespace HostedRuntime.Waiting;

/// <summary>An awaiter of ours that is no Task and no source.</summary>
internal interface IWaitAwaiter
{
    /// <summary>The wait; null if there was nothing to wait for.</summary>
    PendingWait? Wait { get; }
}
