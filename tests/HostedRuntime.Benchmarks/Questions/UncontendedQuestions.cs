using BenchmarkDotNet.Attributes;
using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>
/// Measures the cost of locks and channels without waiters. None of them allocates, except that a oneshot is itself an object.
/// </summary>
public class UncontendedQuestions : OnAWorker
{
    private readonly AsyncMutex _mutex = new();
    private readonly AsyncReaderWriterLock _readerWriter = new();
    private readonly (Sender<int> Sender, Receiver<int> Receiver) _channel = MpscChannel.CreateBounded<int>(16);

    /// <summary>Locks and unlocks a mutex.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void Mutex() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
            (await _mutex.LockAsync()).Dispose();
    });

    /// <summary>Takes and releases a read lock.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void ReadLock() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
            (await _readerWriter.ReadLockAsync()).Dispose();
    });

    /// <summary>Sends and receives one item.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void ChannelWriteAndRead() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
        {
            await _channel.Sender.WriteAsync(i);
            await _channel.Receiver.ReadAsync();
        }
    });

    /// <summary>Creates a oneshot, sends to it and reads from it.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void OneshotSendAndRead() => Run(static async () =>
    {
        for (var i = 0; i < Operations; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            _ = sender.TrySend(i);
            await receiver.ReadAsync();
        }
    });
}
