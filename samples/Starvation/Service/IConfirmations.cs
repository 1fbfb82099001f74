namespace Starvation.Service;

/// <summary>The orders that were accepted and whose customers still have to get a mail.</summary>
internal interface IConfirmations
{
    /// <summary>Adds an order. Waits while the queue is full.</summary>
    ValueTask AddAsync(int order, CancellationToken ct);
}
