using System.Text;

namespace HostedRuntime.Tests.Models;

/// <summary>
/// A few readers, each with one read at a time, and a protocol of what its reads came to. Thread-safe: in a search for what is not
/// linearizable several read at the same time.
/// </summary>
internal sealed class Readers(int count)
{
    private const char Canceled = 'x';

    private readonly Reader[] _readers = [.. Enumerable.Range(0, count).Select(static _ => new Reader())];

    /// <summary>Begins a read, unless one waits.</summary>
    public void Begin(int reader, Func<CancellationToken, Wait> read) => _readers[reader].Begin(read);

    /// <summary>Something without a wait; what it returns is noted, if anything. Not while a read waits.</summary>
    public void Do(int reader, Func<object?> act) => _readers[reader].Do(act);

    /// <summary>Fires the token of the read that waits.</summary>
    public void Cancel(int reader) => _readers[reader].Cancel();

    /// <summary>The protocol of a reader; a question mark at its end: it waits.</summary>
    public string Observe(int reader) => _readers[reader].Observe();

    private sealed class Reader
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _protocol = new();
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
                    _protocol.Append(act());
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
                return $"{_protocol}{(_wait is null ? "" : "?")}";
            }
        }

        private void Settle()
        {
            if (_wait is not { IsOver: true } wait)
                return;
            _wait = null;
            try
            {
                _protocol.Append(wait.Take());
            }
            catch (OperationCanceledException)
            {
                _protocol.Append(Canceled);
            }
        }
    }
}
