using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models.Channels;

/// <summary>A waiting read is cancelled while an item is delivered to it. Afterwards either the read or the channel has the item.</summary>
internal sealed class CanceledRead : Model
{
    private readonly Receiver<WideItem> _receiver;
    private readonly Task<int> _read;
    private bool _isSent;

    public CanceledRead(bool inABatch)
    {
        var (sender, receiver) = MpscChannel.CreateBounded<WideItem>(1);
        _receiver = receiver;
        var source = new CancellationTokenSource();
        _read = inABatch ? receiver.ReadManyAsync(new WideItem[2], source.Token).AsTask() : ReadAsync(receiver, source.Token);
        Thread("canceler", source.Cancel);
        Thread("sender", () => _isSent = sender.TryWrite(1));
    }

    public override void Check()
    {
        Assert.True(_isSent);
        // The continuation of the read may have gone to the ThreadPool. That is a thread of the model, which has ended.
        Assert.True(_read.IsCompleted);
        Assert.Equal(_read.IsCanceled, _receiver.TryRead(out _));
    }

    private static async Task<int> ReadAsync(Receiver<WideItem> receiver, CancellationToken ct) => (await receiver.ReadAsync(ct)).Number;
}
