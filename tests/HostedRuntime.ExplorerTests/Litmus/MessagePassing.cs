using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>A thread that sees the flag also sees the store before it, because buffers are first in, first out.</summary>
internal sealed class MessagePassing : Model
{
    private AtomicInt _data;
    private AtomicBool _isReady;
    private int? _saw;

    public MessagePassing(bool inOrder)
    {
        Thread("writer", () =>
        {
            if (inOrder)
                _data.Write(1);
            _isReady.Write(true);
            if (!inOrder)
                _data.Write(1);
        });
        Thread("reader", () =>
        {
            if (_isReady.Read())
                _saw = _data.Read();
        });
    }

    public override void Check() => Assert.NotEqual(0, _saw);
}
