using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The time in which a body blocks its thread after it has said so. A worker's core goes to another thread. Until <see cref="Dispose"/>,
/// two kinds of threads may block without that. One is the thread of a BlockOn, because only its body stands still meanwhile. The other is
/// a worker that kept its core because the system had no thread to take it.
/// </summary>
internal readonly ref struct BlockingInPlace
{
    private readonly PollCell? _cell;
    private readonly bool _before;
    private readonly Worker? _keeper;

    private BlockingInPlace(PollCell cell)
    {
        _cell = cell;
        _before = cell.BlocksInPlace;
        cell.BlocksInPlace = true;
    }

    private BlockingInPlace(Worker keeper) => _keeper = keeper;

    public static BlockingInPlace Begin()
    {
        var cell = PollCell.OfThisThreadIfAny;
        if (cell is { PollsAlone: true })
            return new BlockingInPlace(cell);
        return Worker.Of(cell) is { } worker && !worker.TryHandOver() ? new BlockingInPlace(worker) : default;
    }

    public void Dispose()
    {
        if (_cell is not null)
            _cell.BlocksInPlace = _before;
        _keeper?.EndInPlace();
    }
}
