using HostedRuntime.Sync;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// A body that waits for us first, and then for something else or for nothing: while one worker still suspends it another may poll its
/// continuation. Its end must be found once, whoever looks.
/// </summary>
internal sealed class EndIsFound : TaskModel
{
    private readonly AsyncMutex _mutex = new();
    private readonly TaskCompletionSource _foreign = new();
    private readonly CountingJoiner _joiner = new();
    private readonly ThenWaitFor _then;
    private readonly JoinHandle? _child;
    private int _ends;

    public EndIsFound(ThenWaitFor then)
    {
        _then = then;
        Assert.True(_mutex.TryLock(out var held));
        if (then == ThenWaitFor.Child)
            _child = Spawn(new ActionTask(Owner, static () => { }, default, default));
        Spawn(new TaskBody(Owner, RunAsync, default, default)).TryJoin(_joiner);
        Workers(2);
        Outsider("releases", () =>
        {
            held.Dispose();
            if (then == ThenWaitFor.Foreign)
                _foreign.SetResult();
        });
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(1, _ends);
        Assert.Equal(1, _joiner.Ends);
    }

    private async Task RunAsync()
    {
        (await _mutex.LockAsync()).Dispose();
        switch (_then)
        {
            case ThenWaitFor.Foreign:
                await _foreign.Task;
                break;
            case ThenWaitFor.Turn:
                await YieldSource.Task;
                break;
            case ThenWaitFor.Child:
                await _child!;
                break;
        }

        _ends++;
    }
}

/// <summary>What the body waits for last.</summary>
public enum ThenWaitFor
{
    /// <summary>Nothing: it ends.</summary>
    Nothing,

    /// <summary>Its turn: our own wait, and none that stands in a list.</summary>
    Turn,

    /// <summary>A task: our own wait, with a delegate in place of the state machine.</summary>
    Child,

    /// <summary>A Task of the BCL, which knows nothing of polls.</summary>
    Foreign,
}
