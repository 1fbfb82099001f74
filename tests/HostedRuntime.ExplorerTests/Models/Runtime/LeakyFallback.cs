using HostedRuntime.Atomics;

namespace HostedRuntime.Models;

/// <summary>
/// The fallback as <see cref="FallbackRuntime"/> must not be: whether a runtime is in use is looked at before the gate, and not again under
/// it.
/// </summary>
internal sealed class LeakyFallback(Func<IRuntimeHandle> create)
{
    private readonly Lock _gate = new();
    private AtomicRef<IRuntimeHandle> _set;
    private IRuntimeHandle? _default;

    public IRuntimeHandle Get()
    {
        if (_set.Read() is { } set)
            return set;
        lock (_gate)
            return _default ??= create();
    }

    public bool Offer(IRuntimeHandle handle, out IRuntimeHandle? other)
    {
        lock (_gate)
        {
            other = _set.ReadOwn() ?? _default;
            if (_set.ReadOwn() is not null)
                return false;
            _set.Write(handle);
            return true;
        }
    }
}
