namespace HostedRuntime.Tests.Contracts;

/// <summary>Two things that happen as nearly at the same time as two threads can.</summary>
internal static class Race
{
    /// <summary>
    /// Repeats a round that races. Each has a poll of its own, and so a whole budget: rounds whose waits are over at once share a poll, and
    /// once that has spent its budget a call stands in line only after a yield, which rounds that ask who is first would see as overtaking.
    /// </summary>
    public static async Task RoundsAsync(int rounds, Func<Task> round)
    {
        for (var i = 0; i < rounds; i++)
        {
            await Task.Yield();
            await round();
        }
    }

    /// <summary>Does the one here and the other on another thread; returns when both are done.</summary>
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
