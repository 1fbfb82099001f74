namespace HostedRuntime.Tests.Contracts;

/// <summary>Runs two actions as closely at the same time as two threads can.</summary>
internal static class Race
{
    /// <summary>Repeats a round that races. Each round starts in a poll of its own, and so with a whole budget.</summary>
    /// <remarks>
    /// Without that, rounds whose waits complete at once would share a poll. Once its budget is spent, a call enters the queue only after a
    /// yield. Rounds that check the order of their calls would see that as overtaking.
    /// </remarks>
    public static async Task RoundsAsync(int rounds, Func<Task> round)
    {
        for (var i = 0; i < rounds; i++)
        {
            await Task.Yield();
            await round();
        }
    }

    /// <summary>Runs one action on this thread and the other on a new thread at the same time. Returns when both are done.</summary>
    public static void Between(Action here, Action there)
    {
        using var start = new Barrier(2);
        var other = new Thread(() =>
        {
            start.SignalAndWait();
            there();
        });
        other.Start();
        start.SignalAndWait();
        here();
        other.Join();
    }
}
