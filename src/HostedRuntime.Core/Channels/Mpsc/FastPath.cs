namespace HostedRuntime.Channels;

/// <summary>The result of an operation that one side of the queue tried with its own gate alone.</summary>
internal enum FastPath
{
    Done,

    /// <summary>There is no room for the write or no item for the read, and nothing else is due.</summary>
    WouldBlock,

    /// <summary>Both gates are needed: a waiter exists, something has ended, or the segment is used up.</summary>
    SlowPath,
}
