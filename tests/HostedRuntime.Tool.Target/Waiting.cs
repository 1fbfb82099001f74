using HostedRuntime.Sync;

namespace HostedRuntime.Tool.Target;

/// <summary>Tasks that all wait for a permit of one semaphore.</summary>
internal static class Waiting
{
    private static readonly AsyncSemaphore s_gate = new(0) { Name = "gate" };

    public static void Start(int count)
    {
        var runtime = AsyncRuntime.Create();
        using var started = new CountdownEvent(count);
        for (var i = 0; i < count; i++)
            runtime.Spawn(() => WaitAsync(started)).Detach();
        started.Wait();
    }

    private static async Task WaitAsync(CountdownEvent started)
    {
        started.Signal();
        using var permit = await s_gate.AcquireAsync();
    }
}
