using System.Diagnostics;

namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>A counter that each task decrements. The last task signals.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource _done = new();
    private int _left = count;

    public Task Task => _done.Task;

    public void Down()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.SetResult();
    }

    public async Task DownAsync()
    {
        await Task.CompletedTask;
        Down();
    }

    public void Wait() => _done.Task.GetAwaiter().GetResult();
}

/// <summary>The work of a busy task: ten microseconds of a core.</summary>
internal static class Stall
{
    public static void TenMicroseconds()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMicroseconds(10))
            Thread.SpinWait(5);
    }
}
