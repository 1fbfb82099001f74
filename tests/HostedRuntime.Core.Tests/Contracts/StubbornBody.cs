using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>A body that waits for a lock it never gets and swallows aborts, until it has met two.</summary>
internal sealed class StubbornBody(AsyncMutex held)
{
    private int _aborts;

    public int Aborts => Volatile.Read(ref _aborts);

    public async Task RunAsync()
    {
        while (_aborts < 2)
        {
            try
            {
                using var never = await held.LockAsync();
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _aborts);
            }
        }
    }
}
