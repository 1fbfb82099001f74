using System.Diagnostics;
using System.Globalization;
using HostedRuntime.Benchmarks.Figures;

namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>
/// The row memory_per_parked_task: the growth of the process for each of a million parked tasks. The row has no time. Each side needs its
/// own process, because the growth of a heap that has grown before does not show what the next million needs.
/// </summary>
internal static class ResidentMemory
{
    public const string Name = "memory_per_parked_task";
    private const int Count = 1_000_000;

    private static readonly string[] s_sides = ["runtime", "dotnet"];

    /// <summary>Measures each side in a child process, which prints its line.</summary>
    public static void RunBothSides()
    {
        foreach (var side in s_sides)
        {
            using var child = Process.Start(ThisProgram.Start("resident-memory", side))!;
            child.WaitForExit();
            if (child.ExitCode != 0)
                throw new InvalidOperationException($"The {side} side of {Name} ended with {child.ExitCode}.");
        }
    }

    /// <summary>Measures one side, in this process.</summary>
    public static void RunSide(string side)
    {
        var bytes = side == "runtime" ? OfTheRuntime() : OfThePool();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{Name}}","side":"{{side}}","bytes":{{bytes}}}"""));
    }

    private static long OfTheRuntime()
    {
        using var runtime = ThisProgram.CreateRuntime();
        using var place = new WaitingRoom(Count);
        var before = Resident();
        place.Fill(runtime);
        return (Resident() - before) / Count;
    }

    private static long OfThePool()
    {
        var source = new TaskCompletionSource();
        var arrivals = new CountdownEvent(Count);
        var before = Resident();
        for (var i = 0; i < Count; i++)
        {
            _ = Task.Run(async () =>
            {
                arrivals.Signal();
                await source.Task;
            });
        }

        arrivals.Wait();
        var bytes = (Resident() - before) / Count;
        // Only this reference keeps the parked tasks alive.
        GC.KeepAlive(source);
        return bytes;
    }

    private static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
