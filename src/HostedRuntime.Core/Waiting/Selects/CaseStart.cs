namespace HostedRuntime.Waiting;

/// <summary>How a case of a select began to wait.</summary>
internal enum CaseStart
{
    /// <summary>The wait of the case is in its queue, or the event will be reported.</summary>
    Waiting,

    /// <summary>The case can be taken now, unless another caller is faster.</summary>
    Ready,

    /// <summary>The case can never be taken again.</summary>
    Ended,
}
