using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>
/// Each thread writes its own field and then reads the other's. With store buffers both may read the old value, unless both pass a fence.
/// </summary>
internal sealed class StoreBuffering : Model
{
    private AtomicInt _x;
    private AtomicInt _y;
    private int _sawX;
    private int _sawY;

    public StoreBuffering(bool firstFences, bool secondFences)
    {
        Thread("first", () =>
        {
            _x.Write(1);
            if (firstFences)
                Fence.Full();
            _sawY = _y.Read();
        });
        Thread("second", () =>
        {
            _y.Write(1);
            if (secondFences)
                Fence.Full();
            _sawX = _x.Read();
        });
    }

    public override void Check() => Assert.False(_sawX == 0 && _sawY == 0, "Both read the old value.");
}
