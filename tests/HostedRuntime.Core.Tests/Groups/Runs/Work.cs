using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

/// <summary>A body that waits until the test decides how it goes on, and that records how it ended.</summary>
internal sealed class Work<T>
{
    private readonly TaskCompletionSource _started = Signals.Create();
    private readonly TaskCompletionSource<T> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The exception that the cleanup throws; null if it throws none.</summary>
    public Exception? CleanupFault { get; init; }

    public Task Started => _started.Task;

    public bool HasStarted => Started.IsCompleted;

    public bool WasCanceled { get; private set; }

    public bool HasEnded { get; private set; }

    public void Return(T value) => _end.SetResult(value);

    public void Throw(Exception error) => _end.SetException(error);

    public async Task<T> RunAsync(CancellationToken ct)
    {
        _started.SetResult();
        try
        {
            return await _end.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            WasCanceled = true;
            // The cleanup takes a while, so that the test fails if a group does not wait for it.
            for (var i = 0; i < 20; i++)
                await Task.Yield();
            if (CleanupFault is not null)
                throw CleanupFault;
            throw;
        }
        finally
        {
            HasEnded = true;
        }
    }
}
