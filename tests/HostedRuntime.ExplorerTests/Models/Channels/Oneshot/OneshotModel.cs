using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task reads a oneshot, and reads again if it was aborted or cancelled. Meanwhile the value is sent and another thread interferes. A
/// sent value is read exactly once.
/// </summary>
internal sealed class OneshotModel : TaskModel
{
    private readonly OneshotSender<string> _sender;
    private readonly OneshotReceiver<string> _receiver;
    private readonly CancellationToken _token;
    private readonly JoinHandle _reader;
    private readonly Against _against;
    private readonly List<string> _sent = [];
    private readonly List<string> _read = [];
    private Task? _receiverDone;
    private int _givenUp;
    private bool _foundEnd;

    public OneshotModel(Against against)
    {
        _against = against;
        (_sender, _receiver) = Oneshot.Create<string>();
        _reader = Spawn(new TaskBody(Owner, ReadAsync, default, default));
        Workers(1);
        Outsider("sender", () => Send("first"));
        switch (against)
        {
            case Against.Close:
                Outsider("closer", _receiver.Close);
                break;
            case Against.Drop:
                Outsider("closer", _receiver.Dispose);
                break;
            case Against.SenderEnd:
                Outsider("ender", _sender.Dispose);
                break;
            case Against.Send:
                Outsider("second sender", () => Send("second"));
                break;
            case Against.Abort:
                Outsider("aborter", _reader.Abort);
                break;
            case Against.Cancel:
                var source = new CancellationTokenSource();
                _token = source.Token;
                Outsider("canceler", source.Cancel);
                break;
            case Against.Closed:
                Outsider("asker", () => _receiverDone = _sender.Closed);
                break;
        }
    }

    /// <summary>The operation that interferes.</summary>
    public enum Against
    {
        Close,
        Drop,
        SenderEnd,
        Send,
        Abort,
        Cancel,
        Closed,
    }

    public override void Check()
    {
        base.Check();
        Assert.InRange(_sent.Count, _against is Against.Close or Against.Drop or Against.SenderEnd ? 0 : 1, 1);
        Assert.InRange(_givenUp, 0, _against is Against.Abort or Against.Cancel ? 1 : 0);
        Assert.True(_receiverDone is null or { IsCompleted: true }, "Nobody said that the receiver is done.");
        // The reader was aborted before it started.
        if (_reader.Status == JoinStatus.Canceled)
        {
            Assert.True(_receiver.TryRead(out var left));
            _read.Add(left);
        }

        if (_against != Against.Drop)
            Assert.Equal(_sent, _read);
        else
            Assert.True(_read.Count == 0 || _read.SequenceEqual(_sent));
        Assert.Equal(_read.Count == 0, _foundEnd);
        Assert.False(_sender.TrySend("late"));
    }

    private void Send(string value)
    {
        if (_sender.TrySend(value))
            _sent.Add(value);
    }

    private async Task ReadAsync()
    {
        while (_read.Count == 0 && !_foundEnd)
        {
            try
            {
                _read.Add(await _receiver.ReadAsync(_givenUp == 0 ? _token : CancellationToken.None));
            }
            catch (OperationCanceledException)
            {
                _givenUp++;
            }
            catch (ChannelClosedException)
            {
                _foundEnd = true;
            }
        }
    }
}
