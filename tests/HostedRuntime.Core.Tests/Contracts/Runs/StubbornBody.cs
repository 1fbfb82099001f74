using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>A body that waits for a lock that is never granted. It swallows the first abort, and ends after the second.</summary>
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
