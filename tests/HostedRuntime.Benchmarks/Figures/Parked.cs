using HostedRuntime.Sync;

namespace HostedRuntime.Benchmarks.Figures;

/// <summary>
/// Measures the managed bytes of each parked task after a full collection, and their parts. The user's own part is the box of the body's
/// state machine, measured with the same body and without a runtime.
/// </summary>
internal static class Parked
{
    public static void Run(int count)
    {
        var box = PerItem(count, () =>
        {
            var rack = new BareRack(count);
            return (Fill: rack.Fill, Kept: rack);
        });
        var wait = PerItem(count, () =>
        {
            var notify = new AsyncNotify();
            return (Fill: () => Enqueue(notify, count), Kept: notify);
        });

        using var runtime = ThisProgram.CreateRuntime();
        using var place = new WaitingRoom(count);
        var all = PerItem(count, () => (Fill: () => place.Fill(runtime), Kept: place));

        Console.WriteLine($"managed bytes for each of {count:N0} parked tasks");
        Console.WriteLine(FormattableString.Invariant($"  in all                                            {all,8:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"  the user's: state machine of the body             {box,8:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"  ours (target: at most 250)                        {all - box,8:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"    the pending wait                                {wait,8:0.0}"));
        Console.WriteLine(FormattableString.Invariant($"    the task, its place in the owner's list, the rest {all - box - wait,6:0.0}"));
    }

    private static void Enqueue(AsyncNotify notify, int count)
    {
        // The notify keeps the waits in its queue. No task awaits them, and they are collected together with the notify.
        for (var i = 0; i < count; i++)
            _ = notify.WaitAsync().IsCompleted;
    }

    private static double PerItem(int count, Func<(Action Fill, object Kept)> make)
    {
        var (fill, kept) = make();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        fill();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(kept);
        return (double)bytes / count;
    }
}
