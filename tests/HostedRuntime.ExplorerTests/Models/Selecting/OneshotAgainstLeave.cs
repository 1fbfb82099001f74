using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A task selects over a oneshot and two more events until all of them have come, while the value is sent and another thread interferes. A
/// sent value is taken exactly once, in whichever round the sender finds the read.
/// </summary>
internal sealed class OneshotAgainstLeave : TaskModel
{
    private readonly OneshotSender<int> _sender;
    private readonly OneshotReceiver<int> _receiver;
    private readonly SelectCase<int> _value;
    private readonly Selection _selection;
    private readonly Offer[] _others;
    private readonly Against _against;
    private readonly List<int> _sent = [];
    private readonly List<int> _read = [];
    private Task? _receiverDone;

    /// <param name="against">The operation that interferes.</param>
    /// <param name="others">The other events of the select.</param>
    public OneshotAgainstLeave(Against against, params Offer.Kind[] others)
    {
        _against = against;
        (_sender, _receiver) = Oneshot.Create<int>();
        _value = Select.Read(_receiver);
        _others = [.. others.Select(kind => Offer.Of(kind, Owner))];
        _selection = Select.Biased([_value, .. _others.Select(static other => other.Case)]);
        Spawn(new TaskBody(Owner, RunAsync, default, default));
        new TaskPoller().PollOnce(Owner.Next()!);
        Workers(1);
        Outsider("sender", () => Send(1));
        switch (against)
        {
            case Against.Send:
                Outsider("second sender", () => Send(2));
                break;
            case Against.SenderEnd:
                Outsider("ender", _sender.Dispose);
                break;
            case Against.Close:
                Outsider("closer", _receiver.Close);
                break;
            case Against.Closed:
                Outsider("asker", () => _receiverDone = _sender.Closed);
                break;
        }

        for (var i = 0; i < _others.Length; i++)
            Outsider($"offer {i}", _others[i].Make);
    }

    /// <summary>The operation that interferes.</summary>
    public enum Against
    {
        Nothing,
        Send,
        SenderEnd,
        Close,
        Closed,

        /// <summary>The task reads the receiver itself, once another case has won.</summary>
        Read,
    }

    public override void Check()
    {
        base.Check();
        Assert.InRange(_sent.Count, _against is Against.SenderEnd or Against.Close ? 0 : 1, 1);
        Assert.Equal(_sent, _read);
        Assert.True(_receiverDone is null or { IsCompleted: true }, "The sender was not told that the receiver is done.");
        Assert.All(_others, static other => Assert.Equal(1, other.Wins));
    }

    private void Send(int value)
    {
        if (_sender.TrySend(value))
            _sent.Add(value);
    }

    private async Task RunAsync()
    {
        while (await _selection.WaitAsync() is { } winner)
        {
            if (winner == _value)
            {
                _read.Add(_value.Value);
                continue;
            }

            _others.Single(other => other.Case == winner).Take();
            winner.IsEnabled = false;
            if (_against != Against.Read || _read.Count > 0)
                continue;
            _value.IsEnabled = false;
            _read.Add(await _receiver.ReadAsync());
        }
    }
}
