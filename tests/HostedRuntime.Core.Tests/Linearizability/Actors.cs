namespace HostedRuntime.Tests.Linearizability;

/// <summary>
/// Users of one primitive. Each user is idle, waits, holds something, or has seen its wait end without a grant. If a step makes no sense in
/// the user's state, it does nothing. Thread-safe, because several users act at the same time in a search for a history that is not
/// linearizable.
/// </summary>
internal sealed class Actors(int count) : IObserved
{
    public const char Idle = '-';
    public const char Waiting = '?';
    public const char Canceled = 'x';
    public const char Failed = '!';

    private readonly Actor[] _actors = [.. Enumerable.Range(0, count).Select(static _ => new Actor())];

    public int Count => count;

    /// <summary>Begins a wait. The user shows the letter once the wait is granted.</summary>
    public void Ask(int actor, char letter, Func<CancellationToken, Wait> ask) => _actors[actor].Ask(letter, ask);

    /// <summary>Tries to acquire without a wait. <paramref name="take"/> returns null if it fails.</summary>
    public void Try(int actor, char letter, Func<object?> take) => _actors[actor].Try(letter, take);

    /// <summary>Fires the token of the wait.</summary>
    public void Cancel(int actor) => _actors[actor].Cancel();

    /// <summary>Disposes the guard that the user holds, and optionally a second time, which must have no effect.</summary>
    public void Release(int actor, bool twice = false) => _actors[actor].Release(twice);

    /// <summary>Replaces the guard that the user holds if its letter is <paramref name="from"/>.</summary>
    public void Change(int actor, char from, char to, Func<object, object> change) => _actors[actor].Change(from, to, change);

    /// <summary>Returns one letter for each user.</summary>
    public string Observe() => string.Concat(_actors.Select(static actor => actor.Observe()));

    private sealed class Actor
    {
        private readonly Lock _gate = new();
        private Action? _cancel;
        private Wait? _wait;
        private object? _held;
        private char _letter;
        private char _state = Idle;

        public void Ask(char letter, Func<CancellationToken, Wait> ask)
        {
            lock (_gate)
            {
                if (IsBusy())
                    return;
                var source = new CancellationTokenSource();
                (_letter, _state, _cancel) = (letter, Waiting, source.Cancel);
                _wait = ask(source.Token);
            }
        }

        public void Try(char letter, Func<object?> take)
        {
            lock (_gate)
            {
                if (!IsBusy() && take() is { } held)
                    (_held, _letter, _state) = (held, letter, letter);
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

        public void Release(bool twice)
        {
            lock (_gate)
            {
                Settle();
                if (_held is null)
                    return;
                var held = (IDisposable)_held;
                (_held, _state) = (null, Idle);
                held.Dispose();
                if (twice)
                    held.Dispose();
            }
        }

        public void Change(char from, char to, Func<object, object> change)
        {
            lock (_gate)
            {
                Settle();
                if (_held is not null && _letter == from)
                    (_held, _letter, _state) = (change(_held), to, to);
            }
        }

        public char Observe()
        {
            lock (_gate)
            {
                Settle();
                return _state;
            }
        }

        private bool IsBusy()
        {
            Settle();
            return _wait is not null || _held is not null;
        }

        private void Settle()
        {
            if (_wait is not { IsOver: true } wait)
                return;
            _wait = null;
            try
            {
                _held = wait.Take() as IDisposable;
                _state = _letter;
            }
            catch (OperationCanceledException)
            {
                _state = Canceled;
            }
            catch (InvalidOperationException)
            {
                _state = Failed;
            }
        }
    }
}
