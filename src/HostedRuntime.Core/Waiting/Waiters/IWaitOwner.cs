namespace HostedRuntime.Waiting;

/// <summary>A primitive, as its waiters see it.</summary>
internal interface IWaitOwner
{
    /// <summary>
    /// Removes a cancelled waiter from the queue and grants the waiters that were only held up by it. Called once, after the decision,
    /// under no lock.
    /// </summary>
    void Withdraw(Waiter waiter);

    /// <summary>Describes what the waiter waits for, and which task holds that. Any thread.</summary>
    /// <remarks>
    /// The waiter may have ended and may be in use elsewhere by now. Never throws, and takes no lock that is held for long.
    /// </remarks>
    string Describe(Waiter waiter);

    /// <summary>The resource that its waiters wait in; null for time and other waits that no task can hold up.</summary>
    IResource? Resource => this as IResource;

    /// <summary>See <see cref="WaitView.Purpose"/>. Any thread, under the rules of <see cref="Describe"/>.</summary>
    string PurposeOf(Waiter waiter) => "";
}
