using HostedRuntime.Channels;

namespace HostedRuntimeApp.Jobs;

/// <summary>The jobs that wait, and the loop that does them. It knows no host, so a test runs it in many orders of its tasks.</summary>
internal sealed class JobQueue
{
    private readonly Sender<string> _sender;
    private readonly Receiver<string> _receiver;

    public JobQueue(int length) => (_sender, _receiver) = MpscChannel.CreateBounded<string>(length, name: "jobs");

    /// <summary>How many jobs are done.</summary>
    public int Done { get; private set; }

    /// <summary>Adds a job, and waits for a place while the queue is full.</summary>
    /// <returns>How many places are left.</returns>
    public async Task<int> AddAsync(string job, CancellationToken cancellationToken)
    {
        await _sender.WriteAsync(job, cancellationToken);
        return _sender.FreeCapacity ?? 0;
    }

    /// <summary>Ends the queue: the jobs that wait are still done, and then the loop ends.</summary>
    public void Complete() => _sender.Dispose();

    /// <summary>Does the jobs, one after the other, until the queue is ended and empty.</summary>
    public async Task WorkAsync(Action<string> work)
    {
        await foreach (var job in _receiver.ReadAllAsync())
        {
            work(job);
            Done++;
        }
    }
}
