using HostedRuntime.Atomics;

namespace HostedRuntime;

/// <summary>
/// The runtime that <see cref="AsyncRuntime.Handle"/> falls back to: the runtime that was set or offered first and still runs, otherwise a
/// default runtime. Any thread.
/// </summary>
/// <remarks>
/// <para>All changes are made under the gate. The runtime in use is also read without the gate, because each spawn reads it.</para>
/// <para>A default runtime has no owner that ends it. So it is made only under the gate, and only if no runtime is in use. The caller
/// that offers the next runtime learns of the default one. A default runtime that is not reported would be a leak.</para>
/// </remarks>
/// <param name="create">Makes and starts a default runtime. Called under the gate.</param>
internal sealed class FallbackRuntime(Func<IRuntimeHandle> create)
{
    private readonly Lock _gate = new();

    /// <summary>The runtime in use that was set or offered. Written under the gate.</summary>
    private AtomicRef<IRuntimeHandle> _set;

    // Both guarded by the gate.
    private IRuntimeHandle? _default;

    /// <summary>Runtimes that were offered while another one was in use, in the order of the calls.</summary>
    private readonly List<IRuntimeHandle> _offered = [];

    /// <summary>Returns the runtime in use, or makes a default one if there is none.</summary>
    public IRuntimeHandle Get() => _set.Read() ?? GetOrCreate();

    /// <exception cref="InvalidOperationException">Another runtime is in use, or this one has ended.</exception>
    public void Set(IRuntimeHandle handle)
    {
        using (_gate.Hold())
        {
            if (HasEnded(handle))
                throw new InvalidOperationException($"Runtime '{handle.Name}' has ended: AsyncRuntime cannot use it. Set a runtime that runs, or one that is yet to start.");
            var set = _set.ReadOwn();
            var current = set ?? _default;
            if (current is not null && !ReferenceEquals(current, handle))
            {
                throw new InvalidOperationException(
                    $"AsyncRuntime already uses runtime '{current.Name}'{(set is null ? ", which was made by an earlier use of AsyncRuntime" : "")}."
                    + " Set one runtime, before anything is spawned through AsyncRuntime; or pass the handle of the other one along.");
            }

            _set.Write(handle);
        }
    }

    /// <inheritdoc cref="AsyncRuntime.Offer"/>
    public bool Offer(IRuntimeHandle handle, out IRuntimeHandle? other)
    {
        using (_gate.Hold())
        {
            other = _set.ReadOwn();
            if (HasEnded(handle))
                return false;
            if (other is null)
            {
                _set.Write(handle);
                other = _default;
                return true;
            }

            if (ReferenceEquals(other, handle))
            {
                other = null;
                return true;
            }

            if (!_offered.Contains(handle))
                _offered.Add(handle);
            return false;
        }
    }

    /// <summary>
    /// Falls back to the next runtime that was offered if this one is in use and begins to end. Without a next one it stays in use until it
    /// has ended. It refuses new work, while a default runtime in its place would lose that work without a word.
    /// </summary>
    public void Replace(IRuntimeHandle handle)
    {
        using (_gate.Hold())
            ReplaceLocked(handle);
    }

    /// <summary>Called when a runtime has ended. It is not returned any more.</summary>
    public void Forget(IRuntimeHandle handle)
    {
        using (_gate.Hold())
        {
            ReplaceLocked(handle);
            if (ReferenceEquals(_set.ReadOwn(), handle))
                _set.Write(null);
            if (ReferenceEquals(_default, handle))
                _default = null;
        }
    }

    /// <summary>
    /// Returns whether the runtime has ended, so that its call of <see cref="Forget"/> is over or under way. Caller holds `_gate`.
    /// </summary>
    /// <remarks>
    /// The runtime writes its state before that call takes the gate. So either we see the state, or that call comes later and removes the
    /// runtime.
    /// </remarks>
    private static bool HasEnded(IRuntimeHandle handle) => handle is IRuntime { State: RuntimeState.Stopped };

    private IRuntimeHandle GetOrCreate()
    {
        using (_gate.Hold())
        {
            // Read again under the gate, because a runtime may have been set or offered since.
            return _set.ReadOwn() ?? (_default ??= create());
        }
    }

    private void ReplaceLocked(IRuntimeHandle handle)
    {
        _offered.Remove(handle);
        if (_offered.Count == 0 || !ReferenceEquals(_set.ReadOwn(), handle))
            return;
        _set.Write(_offered[0]);
        _offered.RemoveAt(0);
    }
}
