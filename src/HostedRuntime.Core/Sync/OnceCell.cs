using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A value that is set once: by the first call of <see cref="TrySet"/>, or by an asynchronous initializer. Only one initializer runs at a
/// time. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// <para>The semantics are those of tokio's <c>OnceCell</c> and <c>SetOnce</c> together. If an initializer fails or is cancelled, the cell
/// stays empty, and the caller that has waited longest tries next.</para>
/// <para>An initializer that asks for the value of the same cell waits for itself, for ever. Once the value is set, reading the cell takes
/// no lock and allocates nothing.</para>
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class OnceCell<T> : IWaiterListOwner, IResource, IResourceHolder
{
    private readonly Lock _gate = new();

    /// <summary>The callers that wait for the value.</summary>
    private readonly WaiterList _forValue;

    /// <summary>The callers that wait for the value or for their turn to create it. The result true is the turn.</summary>
    private readonly WaiterList _forTurn;

    /// <summary>True while a caller has the turn. Guarded by `_gate`.</summary>
    private bool _isInitializing;

    /// <summary>The task that has the turn, for descriptions only; null outside of tasks. Guarded by `_gate`.</summary>
    private object? _initializer;
    private ResourceIdentity _identity;

    /// <summary>Written after the value, and read before it.</summary>
    private AtomicBool _isSet;
    private T? _value;

    /// <summary>Makes an empty cell.</summary>
    public OnceCell()
    {
        _forValue = new(_gate, this);
        _forTurn = new(_gate, this);
    }

    /// <summary>Makes a cell that has its value from the start.</summary>
    /// <param name="value">The value.</param>
    public OnceCell(T value) : this()
    {
        _value = value;
        _isSet.Write(true);
    }

    /// <summary>
    /// The name of the cell in snapshots, logs and reports of deadlocks. A named one is listed even while no code uses it.
    /// </summary>
    /// <value>Null by default: no name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get => _identity.Name;
        init => _identity.SetName(value, this);
    }

    /// <summary>True once the value is set. It stays true.</summary>
    public bool IsSet => _isSet.Read();

    internal int WaiterCount => _forValue.Queue.Count + _forTurn.Queue.Count;

    /// <summary>Gets the value if it is set.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True if it is set; otherwise false.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        var isSet = IsSet;
        value = isSet ? _value : default;
        return isSet;
    }

    /// <summary>Sets the value, unless there is one or an initializer is running.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True if this value is now the value of the cell; otherwise false.</returns>
    public bool TrySet(T value)
    {
        WakeList woken = default;
        using (_gate.Hold())
        {
            if (_isSet.ReadOwn() || _isInitializing)
                return false;
            SetLocked(value, ref woken);
        }

        woken.SignalAll();
        return true;
    }

    /// <summary>Waits until the value is set.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The value. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the value was set.
    /// </exception>
    public ValueTask<T> WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<T>(cancellationToken);
        if (!Budget.TrySpend())
            return ForcedYield<T>.After(this, static (cell, cancellationToken) => cell.WaitAsync(cancellationToken), cancellationToken);
        if (TryGetValue(out var value))
            return new(value);
        Waiter<T> waiter;
        using (_gate.Hold())
        {
            if (_isSet.ReadOwn())
                return new(_value!);
            waiter = _forValue.Enqueue<Waiter<T>>();
        }

        return waiter.Pend(cancellationToken);
    }

    /// <summary>
    /// Gets the value, or creates it. While another caller's initializer runs, waits for that. If that one fails or is cancelled, the next
    /// waiting caller runs its own.
    /// </summary>
    /// <param name="initialize">Creates the value. Called at most once, by this caller, with <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Ends the wait, and is passed to the initializer.</param>
    /// <returns>The value. Await it once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="initialize"/> is null.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the value was set.
    /// </exception>
    /// <exception cref="Exception">The exception of <paramref name="initialize"/>. Other callers do not get it; they try
    /// themselves.</exception>
    public ValueTask<T> GetOrInitializeAsync(Func<CancellationToken, Task<T>> initialize, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(initialize);
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<T>(cancellationToken);
        if (!Budget.TrySpend())
            return ForcedYield<T>.After((Cell: this, Initialize: initialize), static (later, cancellationToken) => later.Cell.GetOrInitializeAsync(later.Initialize, cancellationToken), cancellationToken);
        return TryGetValue(out var value) ? new(value) : AsyncMethodWait<T>.Of(InitializeAsync(initialize, cancellationToken));
    }

    string IWaiterListOwner.Describe(WaiterList list)
        => ReferenceEquals(list, _forValue) ? "OnceCell, for its value" : "OnceCell, for its value or the turn to make it";

    string IWaiterListOwner.PurposeOf(WaiterList list) => ReferenceEquals(list, _forValue) ? "value" : "value or turn";

    ResourceKind IResource.Kind => ResourceKind.OnceCell;

    ref ResourceIdentity IResource.Identity => ref _identity;

    IResource IResourceHolder.Resource => this;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    ResourceView IResource.Look()
    {
        using (_gate.Hold())
        {
            return new()
            {
                State = _isSet.ReadOwn() ? "set" : _isInitializing ? "initializing" : "empty",
                Waiters = WaiterCount,
                Rule = _isInitializing ? ReleaseRule.All : ReleaseRule.None,
                Holders = _isInitializing ? [new(_initializer, "turn")] : [],
            };
        }
    }

    private async ValueTask<T> InitializeAsync(Func<CancellationToken, Task<T>> initialize, CancellationToken cancellationToken)
    {
        if (!await TakeTurnAsync(cancellationToken))
            return _value!;
        T value;
        try
        {
            // The turn may have been granted together with the cancellation.
            cancellationToken.ThrowIfCancellationRequested();
            value = await (initialize(cancellationToken) ?? throw new InvalidOperationException("The initializer of an OnceCell returned null in place of a Task."));
        }
        catch
        {
            PassTurn();
            throw;
        }

        WakeList woken = default;
        using (_gate.Hold())
            SetLocked(value, ref woken);
        woken.SignalAll();
        return value;
    }

    /// <summary>Waits for the turn to create the value.</summary>
    /// <returns>True for the turn; false if the value is set.</returns>
    private ValueTask<bool> TakeTurnAsync(CancellationToken cancellationToken)
    {
        Waiter<bool> waiter;
        using (_gate.Hold())
        {
            if (_isSet.ReadOwn())
                return new(false);
            if (!_isInitializing)
            {
                _isInitializing = true;
                _initializer = ThreadContext.CurrentTask;
                return new(true);
            }

            waiter = _forTurn.Enqueue<Waiter<bool>>();
        }

        return waiter.Pend(cancellationToken);
    }

    private void PassTurn()
    {
        Waiter? next;
        using (_gate.Hold())
        {
            _isInitializing = _forTurn.Queue.TryDequeue(WaitDecision.Granted, out next);
            _initializer = next?.Requester;
        }

        if (next is not null)
            Unsafe.As<Waiter<bool>>(next).Complete(true);
    }

    private void SetLocked(T value, ref WakeList woken)
    {
        _value = value;
        _isSet.Write(true);
        _isInitializing = false;
        _initializer = null;
        while (_forValue.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
        {
            Unsafe.As<Waiter<T>>(waiter).SetResult(value);
            woken.Add(waiter);
        }

        // Their result is false: the value is set, and it is not their turn.
        while (_forTurn.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
            woken.Add(waiter);
    }
}
