using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>One thread spins on a flag that the other sets, or forgets to.</summary>
internal sealed class Spinning : Model
{
    private AtomicBool _isReleased;

    public Spinning(bool isReleased)
    {
        Thread("spinner", () =>
        {
            var wait = new SpinWait();
            while (!_isReleased.Read())
                wait.SpinOnce();
        });
        Thread("other", () => _isReleased.Write(isReleased));
    }
}
