using BenchmarkDotNet.Attributes;
using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Benchmarks.Questions;

/// <summary>What do locks and channels cost when nobody waits? None of them allocates, but a oneshot for itself.</summary>
public class UncontendedQuestions : OnAWorker
{
    private readonly AsyncMutex _mutex = new();
    private readonly AsyncReaderWriterLock _readerWriter = new();
    private readonly (Sender<int> Sender, Receiver<int> Receiver) _channel = MpscChannel.CreateBounded<int>(16);

    /// <summary>Lock and unlock.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void Mutex() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
            (await _mutex.LockAsync()).Dispose();
    });

    /// <summary>A read lock, taken and given back.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void ReadLock() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
            (await _readerWriter.ReadLockAsync()).Dispose();
    });

    /// <summary>One item in and out.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void ChannelWriteAndRead() => Run(async () =>
    {
        for (var i = 0; i < Operations; i++)
        {
            await _channel.Sender.WriteAsync(i);
            await _channel.Receiver.ReadAsync();
        }
    });

    /// <summary>A oneshot made, sent to and read from.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void OneshotSendAndRead() => Run(static async () =>
    {
        for (var i = 0; i < Operations; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            sender.TrySend(i);
            await receiver.ReadAsync();
        }
    });
}
