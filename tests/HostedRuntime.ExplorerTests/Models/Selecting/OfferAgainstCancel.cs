using HostedRuntime.Selecting;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A select is cancelled or aborted while its event happens. It ends once: with the event, or with the cancellation, and then the event is
/// still there. The task may wait again with the same selection, and then gets the event.
/// </summary>
internal sealed class OfferAgainstCancel : TaskModel
{
    private readonly Offer _offer;
    private readonly Selection _selection;
    private readonly JoinHandle _task;
    private readonly CancellationToken _token;
    private readonly bool _waitsAgain;
    private int _canceled;

    /// <param name="kind">The event.</param>
    /// <param name="aborts">True if the task is aborted; false if the token of the wait fires.</param>
    /// <param name="waitsAgain">True if the task waits again after the cancellation.</param>
    /// <param name="waitsAlready">True if the task waits before the other threads begin.</param>
    public OfferAgainstCancel(Offer.Kind kind, bool aborts, bool waitsAgain, bool waitsAlready = true)
    {
        _offer = Offer.Of(kind, Owner);
        _waitsAgain = waitsAgain;
        _selection = Select.Biased(_offer.Case, Offer.Never().Case);
        var source = new CancellationTokenSource();
        _token = aborts ? default : source.Token;
        _task = Spawn(new TaskBody(Owner, RunAsync, default, default));
        if (waitsAlready)
            new TaskPoller().PollOnce(Owner.Next()!);
        Workers(1);
        Outsider("offer", _offer.Make);
        Outsider(aborts ? "aborter" : "canceler", aborts ? _task.Abort : source.Cancel);
    }

    public override void Check()
    {
        base.Check();
        // The task was aborted before it started.
        var isUnstarted = _task.Status == JoinStatus.Canceled;
        Assert.Equal(_waitsAgain && !isUnstarted ? 1 : 1 - _canceled - (isUnstarted ? 1 : 0), _offer.Wins);
        _offer.Check();
    }

    private async Task RunAsync()
    {
        try
        {
            await TakeAsync(_token);
        }
        catch (OperationCanceledException)
        {
            _canceled++;
            if (_waitsAgain)
                await TakeAsync(default);
        }
    }

    private async Task TakeAsync(CancellationToken ct)
    {
        Assert.Same(_offer.Case, await _selection.WaitAsync(ct));
        _offer.Take();
    }
}
