namespace HostedRuntime.Tests.Contracts;

/// <summary>Two things that happen as nearly at the same time as two threads can.</summary>
internal static class Race
{
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
