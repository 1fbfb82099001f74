using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>Threads spin on a flag that the last thread sets, or does not set.</summary>
internal sealed class Spinning : Model
{
    private AtomicBool _isReleased;

    public Spinning(bool isReleased, int spinners = 1)
    {
        for (var i = 0; i < spinners; i++)
        {
            Thread($"spinner {i}", () =>
            {
                var wait = new SpinWait();
                while (!_isReleased.Read())
                    wait.SpinOnce();
            });
        }

        Thread("other", () => _isReleased.Write(isReleased));
    }
}
