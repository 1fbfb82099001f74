using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A reader that sees its token fired reads again, while the cancellation of its first read is still under way. The second read gets the
/// value that is sent then.
/// </summary>
internal sealed class ReadAgainAfterCancel : Model
{
    private readonly Task<bool> _first;
    private Task<bool>? _second;

    /// <param name="read">Begins a read. Its result is true if the read got the value that was sent.</param>
    /// <param name="send">Sends.</param>
    public ReadAgainAfterCancel(Func<CancellationToken, Task<bool>> read, Action send)
    {
        var source = new CancellationTokenSource();
        _first = read(source.Token);
        Thread("canceler", source.Cancel);
        Thread("reader", () =>
        {
            if (!source.IsCancellationRequested)
                return;
            _second = read(CancellationToken.None);
            send();
        });
    }

    public override void Check()
    {
        Assert.True(_first.IsCanceled);
        if (_second is not null)
            Assert.True(_second.IsCompletedSuccessfully && _second.Result, "The second read did not get what was sent.");
    }
}
