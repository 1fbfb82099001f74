using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Selecting;

/// <summary>
/// One of several events that a <see cref="Selection"/> waits for, for example an item of a channel. Made by <see cref="Select"/>; belongs
/// to one selection.
/// </summary>
public abstract class SelectCase
{
    // Read by the threads of events that are reported for the life of the case.
    private AtomicRef<CaseLink> _link;

    internal SelectCase()
    {
    }

    /// <summary>
    /// True if the case takes part in the next wait; false if it is skipped, as with an <c>if</c> of tokio's <c>select!</c>. Set it only
    /// between two waits.
    /// </summary>
    /// <value>The default is true.</value>
    public bool IsEnabled { get; set; } = true;

    /// <summary>True once the case can never win again, for example because its channel has ended and is empty.</summary>
    public bool IsEnded { get; private protected set; }

    /// <summary>Describes the case for people.</summary>
    internal abstract string Name { get; }

    /// <summary>The number of the case in its selection, from zero.</summary>
    internal int Number => Link.Number;

    /// <summary>The link of the present round.</summary>
    private protected CaseLink Link => _link.Read()!;

    /// <summary>Adds the case to a selection.</summary>
    /// <exception cref="ArgumentException">The case belongs to a selection already.</exception>
    internal void Join(SelectWait wait, int number)
    {
        if (_link.Read() is not null)
            throw new ArgumentException($"The case '{Name}' is in a selection already. A case belongs to one selection: make another one by Select.");
        _link.Write(new CaseLink(wait, number));
    }

    /// <summary>Replaces the wait of the selection, between two rounds.</summary>
    internal void Renew(SelectWait wait) => _link.Write(new CaseLink(wait, Number));

    /// <summary>Takes back the end of a case whose error the caller has not got. The next round finds the error again.</summary>
    internal void ForgetEnd() => IsEnded = false;

    /// <summary>Called when a call begins to wait, before the first round.</summary>
    internal virtual void OnWaitBegins()
    {
    }

    /// <summary>Takes the case if that needs no wait.</summary>
    internal abstract bool TryTake();

    /// <summary>Begins a round: puts the wait of the case into its queue.</summary>
    internal abstract CaseStart Begin();

    /// <summary>Takes the outcome of a round that this case has won.</summary>
    /// <param name="isFailed">True if the primitive has ended the wait.</param>
    /// <returns>True if the case was taken; false if there is nothing to take after all.</returns>
    internal abstract bool TakeWon(bool isFailed);

    /// <summary>Ends a round that this case has not won: gives its place back.</summary>
    /// <returns>True if no thread can reach the wait of the case any more; otherwise false.</returns>
    internal abstract bool Leave();

    /// <summary>Reports to the present round an event that stays. Any thread.</summary>
    private protected void Report() => Link.Report();
}

/// <summary>A case that yields a value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public abstract class SelectCase<T> : SelectCase
{
    private T? _value;
    private bool _hasValue;

    internal SelectCase()
    {
    }

    /// <summary>The value with which the case has won last, for example the item. Reading it takes it out.</summary>
    /// <exception cref="InvalidOperationException">The case has not won, or its value was read already.</exception>
    public T Value
    {
        get
        {
            if (!_hasValue)
                throw new InvalidOperationException($"The case '{Name}' has no value: it was not the case that WaitAsync returned, or its value was read already.");
            var value = _value!;
            (_value, _hasValue) = (default, false);
            return value;
        }
    }

    private protected bool Take(T value)
    {
        (_value, _hasValue) = (value, true);
        return true;
    }
}
