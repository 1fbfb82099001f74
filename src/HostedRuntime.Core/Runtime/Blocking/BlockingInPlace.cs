using HostedRuntime.Scheduling;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>The time in which a body blocks its thread after it has announced this. The core of a worker moves to another thread.</summary>
/// <remarks>
/// Until <see cref="Dispose"/>, two kinds of threads may block without giving up a core. One is the thread of a BlockOn, because only its
/// body waits meanwhile. The other is a worker that kept its core because the system had no thread to take it.
/// </remarks>
internal readonly ref struct BlockingInPlace
{
    private readonly ThreadContext? _context;
    private readonly bool _before;
    private readonly Worker? _keeper;

    private BlockingInPlace(ThreadContext context)
    {
        _context = context;
        _before = context.BlocksInPlace;
        context.BlocksInPlace = true;
    }

    private BlockingInPlace(Worker keeper) => _keeper = keeper;

    public static BlockingInPlace Begin()
    {
        var context = ThreadContext.CurrentOrNull;
        if (context is { PollsAlone: true })
            return new BlockingInPlace(context);
        return Worker.Current is { } worker && !worker.TryTransferCore() ? new BlockingInPlace(worker) : default;
    }

    public void Dispose()
    {
        if (_context is not null)
            _context.BlocksInPlace = _before;
        _keeper?.EndInPlace();
    }
}
