using HostedRuntime.Diagnostics;
using HostedRuntime.Stacks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>A wait of a task, and the tasks that would have to end it.</summary>
/// <param name="View">The wait.</param>
/// <param name="Rule">How many of the holders have to release what they hold.</param>
/// <param name="Holders">The holders; null stands for a holder that is no task.</param>
internal sealed record BlockedWait(WaitView View, ReleaseRule Rule, List<RuntimeTask?> Holders)
{
    public static BlockedWait Of(in WaitView view)
    {
        switch (view.Target)
        {
            case RuntimeTask joined:
                return new(view, ReleaseRule.All, [joined]);
            case IResource resource:
                var seen = resource.Look();
                return new(view, seen.Rule, [.. seen.Holders.Select(static hold => hold.Holder as RuntimeTask)]);
            default:
                return new(view, ReleaseRule.None, []);
        }
    }
}

/// <summary>A task and its waits, as a search for deadlocks sees them.</summary>
internal sealed class WaitNode
{
    public required int Polls { get; init; }

    public required List<BlockedWait> Waits { get; init; }

    /// <summary>
    /// True if a thread polls the task, or did so last and has not parked yet. So a task that has just suspended may count as running.
    /// </summary>
    public required bool IsRunning { get; init; }

    /// <summary>The stack of a task that may be stuck; otherwise null.</summary>
    public AsyncStack? Stack { get; private init; }

    /// <summary>True until the search finds a way in which the task can go on.</summary>
    public bool IsStuck { get; set; }

    public IEnumerable<RuntimeTask> Blockers => Waits.SelectMany(static wait => wait.Holders).OfType<RuntimeTask>();

    public static WaitNode Of(RuntimeTask task, bool isRunning)
    {
        var polls = task.Polls;
        var views = new List<WaitView>();
        if (!isRunning && task.IsStarted && !task.IsEnded && !task.IsBlocking)
            task.LookAtWaits(views);
        var waits = views.ConvertAll(static view => BlockedWait.Of(view));
        var stack = waits.Count > 0 && waits.TrueForAll(static wait => wait.Rule != ReleaseRule.None) ? task.CaptureStack() : null;
        return new WaitNode { Polls = polls, IsRunning = isRunning, Waits = waits, Stack = stack?.Stack, IsStuck = stack is not null && MayBeStuck(stack, waits) };
    }

    /// <summary>
    /// Returns false if the body can go on in another way than by the end of these waits: below Task.WhenAny, or in code of others. If the
    /// stack cannot be read, as after a native compilation, the waits alone decide.
    /// </summary>
    private static bool MayBeStuck(CapturedStack stack, List<BlockedWait> waits)
        => !stack.IsWhole
            ? stack.Leaves.Any(static leaf => leaf.End == AsyncStackEnd.Unknown) && stack.Stack.Note is not null
            : stack.Leaves.All(leaf => leaf is { IsOnlyWay: true, End: AsyncStackEnd.Wait } && waits.Exists(wait => ReferenceEquals(wait.View.Wait, leaf.Awaited)));
}
