using System.Runtime.CompilerServices;
using HostedRuntime.Exploring;

namespace HostedRuntime.Atomics;

/// <summary>Replaces the engine's fences. A model may switch them off to show that the explorer notices.</summary>
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

    /// <summary>Does nothing, because x64 keeps loads in order.</summary>
    public static void Loads()
    {
    }

    /// <summary>Does nothing, because x64 keeps stores in order.</summary>
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
