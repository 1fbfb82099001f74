using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// A worker stores yields of a task for its own next poll, in its LIFO slot and one reused object. Meanwhile a thief empties the slot. Each
/// yield continues exactly once.
/// </summary>
internal sealed class InlineYieldModel : SlotModel
{
    private readonly RuntimeTask _task = new TaskBody(new ModelOwner(), static () => new TaskCompletionSource().Task, default, default);
    private readonly int[] _runs;

    /// <param name="yields">The number of yields.</param>
    /// <param name="looks">
    /// Whether the worker checks that the last yield was taken out of the object. A thief takes it out after it has emptied the slot.
    /// </param>
    public InlineYieldModel(int yields, bool looks = true)
    {
        _runs = new int[yields];
        new TaskPoller().PollOnce(_task);
        Thread("worker", () =>
        {
            var inline = new InlineContinuation();
            for (var i = 0; i < yields; i++)
            {
                Run(Slot.IsEmpty && (inline.IsFree || !looks) ? Slot.Put(_task, inline.Load(GoOn, i)) : _task.Keep(GoOn, i), null);
                if (i % 2 == 1)
                    Run(Slot.Take(out var wait), wait);
            }
        });
        Thread("thief", () => Run(Slot.Steal(), null));
    }

    private Action<object?> GoOn => number => _runs[(int)number!]++;

    public override void Check()
    {
        Run(Slot.Take(), null);
        Assert.All(_runs, static runs => Assert.Equal(1, runs));
    }
}
