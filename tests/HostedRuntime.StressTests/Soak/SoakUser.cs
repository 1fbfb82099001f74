namespace HostedRuntime.StressTests.Soak;

/// <summary>
/// A user of the channel that may be attacked at any moment: the token of its wait is fired, or its task is aborted. The user catches the
/// exception and goes on. Some aborts end its task, and another task goes on in its place.
/// </summary>
#pragma warning disable CA1001 // The source is fired from other threads at any moment, and has no handle to free.
internal sealed class SoakUser(int seed)
#pragma warning restore CA1001
{
    private CancellationTokenSource _source = new();
    private JoinHandle? _task;

    /// <summary>The user's random source. Not shared, because the user's tasks run one after the other.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>The number of waits that a token ended.</summary>
    public long Canceled { get; private set; }

    /// <summary>The number of waits that an abort ended.</summary>
    public long Aborted { get; private set; }

    /// <summary>The number of waits that were granted although their token fired.</summary>
    public long Granted { get; private set; }

    /// <summary>The number of tasks that an abort ended.</summary>
    public long Respawns { get; private set; }

    /// <summary>Runs the body in a task, and again in a new task each time an abort ended the task.</summary>
    public async Task RunAsync(IRuntimeHandle runtime, Func<Task> body)
    {
        while (true)
        {
            var task = runtime.Spawn(body);
            Volatile.Write(ref _task, task);
            var result = await task.JoinAsync();
            if (result.Status != JoinStatus.Canceled)
            {
                await task;
                return;
            }

            Respawns++;
        }
    }

    /// <summary>Takes a step under the user's token.</summary>
    /// <returns>The step's result, or null if it was cancelled or aborted.</returns>
    public async ValueTask<int?> TryAsync(Func<CancellationToken, ValueTask<int>> step)
    {
        // One token serves many steps, until it fires.
        if (_source.IsCancellationRequested)
            Volatile.Write(ref _source, new CancellationTokenSource());
        var token = Random.Next(8) == 0 ? default : _source.Token;
        try
        {
            var result = await step(token);
            if (token.IsCancellationRequested)
                Granted++;
            return result;
        }
        catch (OperationCanceledException e) when (e.CancellationToken == token)
        {
            Canceled++;
            return null;
        }
        catch (OperationCanceledException)
        {
            Aborted++;
            if (Random.Next(8) == 0)
                throw;
            return null;
        }
    }

    /// <summary>Fires the user's token or aborts its task. Any thread.</summary>
    public void Attack(int dice)
    {
        if (dice % 16 == 0)
            Volatile.Read(ref _task)?.Abort();
        else
            Volatile.Read(ref _source).Cancel();
    }
}
