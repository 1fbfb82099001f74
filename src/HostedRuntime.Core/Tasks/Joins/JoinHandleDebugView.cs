using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>The view of a task in a debugger: its state, what it waits for, and the async methods in which it is suspended.</summary>
/// <remarks>Each property is read when the debugger shows it. None waits for the task, and none runs code of users.</remarks>
internal sealed class JoinHandleDebugView(JoinHandle handle)
{
    public long Id => handle.Id;

    public string? Name => handle.Name;

    /// <summary>The outcome of a task that has ended, otherwise its state; a task that a thread polls right now is Waiting too.</summary>
    public string State => handle.IsFinished ? handle.Status.ToString() : handle.Describe().State.ToString();

    public string SpawnedAt => $"{Info.File}:{Info.Line}, {Info.Age.TotalSeconds:0.0} s ago";

    public long Polls => handle.Polls;

    /// <summary>The waits in this library, in words: one for each branch that waits.</summary>
    public string[] WaitsOn
    {
        get
        {
            var waits = new List<WaitView>();
            if (!handle.IsFinished)
                handle.LookAtWaits(waits);
            return [.. waits.Select(static wait => wait.Target is IResource resource ? ResourceDebugView.Named(resource, wait.Text) : wait.Text)];
        }
    }

    /// <summary>The lines of the stack, innermost first; empty for a task that has not suspended, or has ended.</summary>
    public string[] Stack => handle.CaptureStack()?.Stack.ToString().Split('\n') ?? [];

    private TaskInfo Info => handle.Describe();
}
