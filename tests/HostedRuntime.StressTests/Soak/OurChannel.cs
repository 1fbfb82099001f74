using System.Threading.Channels;
using HostedRuntime.Channels;

namespace HostedRuntime.StressTests.Soak;

internal sealed class OurChannel : SoakChannel
{
    private readonly Sender<SoakItem> _first;
    private readonly Receiver<SoakItem> _receiver;

    public OurChannel(int capacity) => (_first, _receiver) = MpscChannel.CreateBounded<SoakItem>(capacity);

    public override ISoakSender CreateSender() => new OurSender(_first.Clone());

    public override void Start() => _first.Dispose();

    public override async ValueTask<int> ReadAsync(Memory<SoakItem> buffer, int way, CancellationToken ct)
    {
        switch (way % 3)
        {
            case 0:
                return await _receiver.ReadManyAsync(buffer, ct);
            case 1:
                while (await _receiver.WaitToReadAsync(ct))
                {
                    if (_receiver.TryRead(out buffer.Span[0]))
                        return 1;
                }

                return 0;
            default:
                try
                {
                    var item = await _receiver.ReadAsync(ct);
                    buffer.Span[0] = item;
                    return 1;
                }
                catch (ChannelClosedException)
                {
                    return 0;
                }
        }
    }

    private sealed class OurSender(Sender<SoakItem> sender) : ISoakSender
    {
        public void Dispose() => sender.Dispose();

        public async ValueTask<int> SendAsync(SoakItem next, int way, CancellationToken ct)
        {
            switch (way % 4)
            {
                case 0:
                    using (var permit = await sender.ReserveAsync(2, ct))
                        permit.Send(next);
                    return 1;
                case 1:
                    using (var permit = await sender.ReserveAsync(2, ct))
                    {
                        permit.Send(next);
                        permit.Send(next with { Number = next.Number + 1 });
                    }

                    return 2;
                case 2 when await sender.WaitToWriteAsync(ct) && sender.TryWrite(next):
                    return 1;
                default:
                    await sender.WriteAsync(next, ct);
                    return 1;
            }
        }
    }
}
