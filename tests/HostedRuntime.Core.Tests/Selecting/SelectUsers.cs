using System.Text;
using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Selecting;

/// <summary>The users and the primitives of which <see cref="SelectModel"/> is the model.</summary>
internal sealed class SelectUsers : IObserved
{
    private readonly (Sender<int> Sender, Receiver<int> Receiver)[] _channels =
        [MpscChannel.CreateBounded<int>(SelectModel.Capacity), MpscChannel.CreateBounded<int>(SelectModel.Capacity)];

    private readonly (Sender<int> Sender, Receiver<int> Receiver) _sent = MpscChannel.CreateBounded<int>(1);
    private readonly AsyncMutex _mutex = new();
    private readonly User[] _users;
    private int _next;

    public SelectUsers() => _users = [.. Enumerable.Range(0, SelectModel.Users).Select(_ => new User(this))];

    public AsyncNotify Notify { get; } = new();

    public void Begin(int user, int mask) => _users[user].Begin(mask);

    public void TryTake(int user, int mask) => _users[user].TryTake(mask);

    public void BeginPlain(int user)
    {
        if (user >= SelectModel.Selecting)
            _users[user].BeginPlain(SelectModel.PlainCase(user));
    }

    public void Cancel(int user) => _users[user].Cancel();

    public void Release(int user) => _users[user].Release();

    public void Send(int user) => _users[user].Send();

    public void Return(int user) => _users[user].Return();

    public void Write(int channel) => _ = _channels[channel].Sender.TryWrite(_next++);

    public void TakeSent() => _ = _sent.Receiver.TryRead(out _);

    public void Close() => _channels[0].Receiver.Close();

    public void EndSender() => _channels[1].Sender.Dispose();

    public string Observe()
        => $"{string.Join(", ", _users.Select(static user => user.Observe()))}; left {_channels[0].Receiver.Count} {_channels[1].Receiver.Count}; "
            + $"sent {_sent.Receiver.Count > 0}; notify {Notify.WaiterCount} {Notify.IsPermitStored}; mutex {_mutex.WaiterCount} {_mutex.IsLocked}";

    private sealed class User
    {
        private readonly SelectUsers _all;
        private readonly StringBuilder _log = new();
        private readonly SelectCase<int>[] _reads;
        private readonly SelectCase<Sender<int>.Permit> _room;
        private readonly SelectCase _notified;
        private readonly SelectCase<AsyncMutex.Guard> _locked;
        private readonly SelectCase[] _cases;
        private readonly Selection _selection;
        private Action? _cancel;
        private Wait? _wait;
        private Sender<int>.Permit? _permit;
        private AsyncMutex.Guard? _guard;

        public User(SelectUsers all)
        {
            _all = all;
            _reads = [Select.Read(all._channels[0].Receiver), Select.Read(all._channels[1].Receiver)];
            _room = Select.Reserve(all._sent.Sender);
            _notified = Select.Notified(all.Notify);
            _locked = Select.Lock(all._mutex);
            _cases = [.. _reads, _room, _notified, _locked];
            // Biased, because the model takes the first ready case too.
            _selection = Select.Biased(_cases);
        }

        public void Begin(int mask)
        {
            if (IsWaiting())
                return;
            Enable(mask);
            Begin(ct => Wait.For(_selection.WaitAsync(ct)));
        }

        public void TryTake(int mask)
        {
            if (IsWaiting())
                return;
            Enable(mask);
            if (_selection.TryTake(out var taken))
                Log(taken);
            else
                _log.Append('.');
        }

        public void BeginPlain(int one)
        {
            if (!IsWaiting())
                Begin(one == SelectModel.Lock ? ct => Wait.For(_all._mutex.LockAsync(ct)) : ct => Wait.For(_all._channels[one].Receiver.ReadAsync(ct)));
        }

        public void Cancel()
        {
            if (IsWaiting())
                _cancel!();
        }

        public void Release()
        {
            Settle();
            var guard = _guard;
            _guard = null;
            guard?.Dispose();
        }

        public void Send()
        {
            Settle();
            using var permit = _permit;
            permit?.Send(0);
            _permit = null;
        }

        public void Return()
        {
            Settle();
            _permit?.Dispose();
            _permit = null;
        }

        public string Observe() => $"{(IsWaiting() ? $"{_log}?" : _log)}";

        private bool IsWaiting()
        {
            Settle();
            return _wait is not null;
        }

        private void Enable(int mask)
        {
            for (var i = 0; i < _cases.Length; i++)
                _cases[i].IsEnabled = (mask & (1 << i)) != 0;
        }

        private void Begin(Func<CancellationToken, Wait> wait)
        {
            var source = new CancellationTokenSource();
            _cancel = source.Cancel;
            _wait = wait(source.Token);
            Settle();
        }

        private void Settle()
        {
            if (_wait is not { IsOver: true } wait)
                return;
            _wait = null;
            try
            {
                Log(wait.Take());
            }
            catch (OperationCanceledException)
            {
                _log.Append('x');
            }
            catch (ChannelClosedException)
            {
                _log.Append('0');
            }
        }

        private void Log(object? taken)
        {
            switch (taken)
            {
                case null:
                    _log.Append('0');
                    break;
                case int item:
                    _log.Append('a').Append(item);
                    break;
                case AsyncMutex.Guard guard:
                    Hold(guard);
                    break;
                default:
                    LogCase((SelectCase)taken);
                    break;
            }
        }

        private void LogCase(SelectCase taken)
        {
            if (taken == _room)
            {
                _permit = _room.Value;
                _log.Append('r');
            }
            else if (taken == _notified)
            {
                _log.Append('n');
            }
            else if (taken == _locked)
            {
                Hold(_locked.Value);
            }
            else
            {
                var channel = Array.IndexOf(_reads, taken);
                _log.Append("ab"[channel]).Append(_reads[channel].Value);
            }
        }

        private void Hold(AsyncMutex.Guard guard)
        {
            _guard = guard;
            _log.Append('l');
        }
    }
}
