using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A receiver that is not behind is disposed while it is read. The read finds the item or the end, and reports no missed items.
/// </summary>
internal sealed class ReadAgainstDispose : Model
{
    public ReadAgainstDispose()
    {
        var (sender, receiver) = Broadcast.Create<int>(2);
        sender.Send(1);
        Thread("reader", () =>
        {
            Assert.True(receiver.TryRead(out var read));
            Assert.Equal(0, read.Lagged);
        });
        Thread("disposer", receiver.Dispose);
    }
}
