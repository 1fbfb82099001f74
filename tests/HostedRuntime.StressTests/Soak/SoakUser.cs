namespace HostedRuntime.StressTests.Soak;

/// <summary>
/// One who uses the channel, and may be attacked at any moment: the token that it waits under is fired, or its task is aborted. It catches
/// that and goes on; of the aborts some end its task, and another goes on in its place.
/// </summary>
#pragma warning disable CA1001 // The source is fired from other threads at any moment, and has no handle to free.
internal sealed class SoakUser(int seed)
#pragma warning restore CA1001
{
    private CancellationTokenSource _source = new();
    private JoinHandle? _task;

    /// <summary>The user's own: its tasks come one after the other.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Waits that a fired token ended.</summary>
    public long Canceled { get; private set; }

    /// <summary>Waits that an abort ended.</summary>
    public long Aborted { get; private set; }

    /// <summary>Waits whose token was fired and who got what they waited for.</summary>
    public long Granted { get; private set; }

    /// <summary>Tasks that an abort ended.</summary>
    public long Respawns { get; private set; }

    /// <summary>Runs the body in a task, and again in another as long as that was aborted.</summary>
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

    /// <summary>Takes a step under the user's token. Null: it was cancelled or aborted.</summary>
    public async ValueTask<int?> TryAsync(Func<CancellationToken, ValueTask<int>> step)
    {
        // One token for many steps, until it is fired.
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

    /// <summary>From any thread.</summary>
    public void Attack(int dice)
    {
        if (dice % 16 == 0)
            Volatile.Read(ref _task)?.Abort();
        else
            Volatile.Read(ref _source).Cancel();
    }
}
