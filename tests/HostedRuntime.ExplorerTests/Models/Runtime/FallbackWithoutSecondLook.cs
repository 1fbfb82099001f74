using HostedRuntime.Atomics;

namespace HostedRuntime.Models;

/// <summary>
/// A fallback with the fault that <see cref="FallbackRuntime"/> must not have. It checks for a runtime in use before it takes the gate, and
/// not again under the gate.
/// </summary>
internal sealed class FallbackWithoutSecondLook(Func<IRuntimeHandle> create)
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
