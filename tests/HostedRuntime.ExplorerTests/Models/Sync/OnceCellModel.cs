using HostedRuntime.Sync;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Two tasks initialize a cell, and a third waits for its value. The initializer of the first task fails. The first task, or the second
/// while it waits for its turn, may be aborted. In the end the cell has a value, and no task waits.
/// </summary>
internal sealed class OnceCellModel : TaskModel
{
    private readonly OnceCell<int> _context = new();
    private readonly Gate _gate = new();
    private readonly JoinHandle[] _tasks;
    private int _running;

    public OnceCellModel(int workers, Aborted aborted)
    {
        _tasks =
        [
            Spawn(new TaskBody(Owner, () => GetAsync(1, fails: true), default, default)),
            Spawn(new TaskBody(Owner, () => GetAsync(2, fails: false), default, default)),
            Spawn(new TaskBody(Owner, async () => Assert.NotEqual(0, await _context.WaitAsync()), default, default)),
        ];
        Workers(workers);
        Outsider("opener", () =>
        {
            if (aborted != Aborted.None)
                _tasks[(int)aborted - 1].Abort();
            _gate.Open();
        });
    }

    /// <summary>The task that is aborted.</summary>
    public enum Aborted
    {
        None,
        First,
        Second,
    }

    public override void Check()
    {
        base.Check();
        Assert.True(_context.TryGetValue(out var value));
        Assert.Equal((0, 0), (_running, _context.WaiterCount));
        Assert.InRange(value, 1, 3);
    }

    private async Task GetAsync(int number, bool fails)
    {
        while (true)
        {
            try
            {
                await _context.GetOrInitializeAsync(ct => InitializeAsync(number, fails));
                return;
            }
            catch (FormatException)
            {
                fails = false;
            }
            catch (OperationCanceledException)
            {
                // This task was aborted. Normally the other task would create the value, but here it may have ended already.
                _context.TrySet(3);
                return;
            }
        }
    }

    private async Task<int> InitializeAsync(int number, bool fails)
    {
        Assert.Equal(1, ++_running);
        try
        {
            if (fails)
                await _gate.PassAsync();
        }
        finally
        {
            _running--;
        }

        return fails ? throw new FormatException() : number;
    }
}
