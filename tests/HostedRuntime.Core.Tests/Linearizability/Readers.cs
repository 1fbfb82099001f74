using System.Text;

namespace HostedRuntime.Tests.Linearizability;

/// <summary>
/// Readers that each have one read at a time, and keep a log of the results. Thread-safe, because several readers act at the same time in a
/// search for a history that is not linearizable.
/// </summary>
internal sealed class Readers(int count)
{
    private const char Canceled = 'x';

    private readonly Reader[] _readers = [.. Enumerable.Range(0, count).Select(static _ => new Reader())];

    /// <summary>Begins a read, unless a read of this reader waits.</summary>
    public void Begin(int reader, Func<CancellationToken, Wait> read) => _readers[reader].Begin(read);

    /// <summary>Calls an operation that does not wait, and logs its result. Does nothing while a read waits.</summary>
    public void Do(int reader, Func<object?> act) => _readers[reader].Do(act);

    /// <summary>Fires the token of the waiting read.</summary>
    public void Cancel(int reader) => _readers[reader].Cancel();

    /// <summary>Returns the log of a reader. A question mark at the end means that a read waits.</summary>
    public string Observe(int reader) => _readers[reader].Observe();

    private sealed class Reader
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _log = new();
        private Action? _cancel;
        private Wait? _wait;

        public void Begin(Func<CancellationToken, Wait> read)
        {
            lock (_gate)
            {
                Settle();
                if (_wait is not null)
                    return;
                var source = new CancellationTokenSource();
                _cancel = source.Cancel;
                _wait = read(source.Token);
                Settle();
            }
        }

        public void Do(Func<object?> act)
        {
            lock (_gate)
            {
                Settle();
                if (_wait is null)
                    _log.Append(act());
            }
        }

        public void Cancel()
        {
            lock (_gate)
            {
                if (_wait is not null)
                    _cancel!();
            }
        }

        public string Observe()
        {
            lock (_gate)
            {
                Settle();
                return $"{_log}{(_wait is null ? "" : "?")}";
            }
        }

        private void Settle()
        {
            if (_wait is not { IsOver: true } wait)
                return;
            _wait = null;
            try
            {
                _log.Append(wait.Take());
            }
            catch (OperationCanceledException)
            {
                _log.Append(Canceled);
            }
        }
    }
}
