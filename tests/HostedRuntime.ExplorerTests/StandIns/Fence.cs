using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>Stands in for the engine's fences. A model may switch them off, to show that the explorer would notice.</summary>
internal static class Fence
{
    public static void Full([CallerMemberName] string member = "")
    {
        if (ModelThread.Current is not { } thread || thread.Execution.Limits.WithoutFenceIn == member)
            return;
        thread.Execution.Point(thread);
        thread.Execution.Memory.Drain(thread);
        thread.Execution.Note(thread, "passes a fence in", member);
    }

    /// <summary>Nothing on x64, whose loads are in order.</summary>
    public static void Loads()
    {
    }

    /// <summary>Nothing on x64, whose stores are in order.</summary>
    public static void Stores()
    {
    }

    public static void ProcessWide()
    {
        if (ModelThread.Current is not { } thread || thread.Execution.Limits.WithoutProcessWide)
            return;
        thread.Execution.Point(thread);
        thread.Execution.Memory.DrainAll();
        thread.Execution.Note(thread, "has everybody pass", "a fence");
    }
}
