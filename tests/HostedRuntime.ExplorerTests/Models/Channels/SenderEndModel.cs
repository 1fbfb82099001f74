using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// Two threads send to a watch and a broadcast while another thread ends their senders. After its end, a channel takes nothing more.
/// </summary>
internal sealed class SenderEndModel : Model
{
    private readonly WatchReceiver<int> _watch;
    private readonly BroadcastReceiver<int> _broadcast;
    private int _valueAtTheEnd;
    private int _countAtTheEnd;

    public SenderEndModel()
    {
        (var watched, _watch) = Watch.Create(0);
        (var broadcaster, _broadcast) = Broadcast.Create<int>(2);
        Thread("value sender", () => UnlessEnded(() => watched.Send(1)));
        Thread("item sender", () => UnlessEnded(() => broadcaster.Send(1)));
        Thread("ender", () =>
        {
            watched.Dispose();
            _valueAtTheEnd = _watch.Value;
            broadcaster.Dispose();
            _countAtTheEnd = _broadcast.Count;
        });
    }

    public override void Check() => Assert.Equal((_valueAtTheEnd, _countAtTheEnd), (_watch.Value, _broadcast.Count));

    private static void UnlessEnded(Action send)
    {
        try
        {
            send();
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
