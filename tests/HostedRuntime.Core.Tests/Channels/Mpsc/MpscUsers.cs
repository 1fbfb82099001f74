using System.Threading.Channels;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Channels;

/// <summary>
/// Users of one channel. Each user waits for one operation at a time, or holds a permit. If a step makes no sense in the user's state, it
/// does nothing.
/// </summary>
internal sealed class MpscUsers : IObserved
{
    private readonly User[] _users;
    private int _next;

    public MpscUsers(int count)
    {
        _users = [.. Enumerable.Range(0, count).Select(static _ => new User())];
        (Sender, Receiver) = MpscChannel.CreateBounded<int>(MpscModel.Capacity);
    }

    public Sender<int> Sender { get; }

    public Receiver<int> Receiver { get; }

    public void Write(int user) => Ask(user, ct => Wait.For(Sender.WriteAsync(_next++, ct)));

    public void Read(int user) => Ask(user, ct => Wait.For(Receiver.ReadAsync(ct)));

    public void Reserve(int user) => Ask(user, ct => Wait.For(Sender.ReserveAsync(MpscModel.PlacesOf(user), ct)));

    public void TryWrite(int user) => Do(user, () => Sender.TryWrite(_next++) ? "written" : "refused");

    public void TryRead(int user) => Do(user, () => Receiver.TryRead(out var item) ? $"{item}" : "nothing");

    public void Cancel(int user)
    {
        _users[user].Settle();
        _users[user].Source?.Cancel();
    }

    public void Send(int user)
    {
        _users[user].Settle();
        if (_users[user].Permit is not { } permit)
            return;
        permit.Send(_next++);
        if (permit.Remaining == 0)
            _users[user].Permit = null;
        _users[user].State = permit.Remaining == 0 ? "sent" : $"permit {permit.Remaining}";
    }

    public void Release(int user)
    {
        _users[user].Settle();
        if (_users[user].Permit is not { } permit)
            return;
        permit.Dispose();
        (_users[user].Permit, _users[user].State) = (null, "released");
    }

    public string Observe()
    {
        foreach (var user in _users)
            user.Settle();
        return $"{string.Join(", ", _users.Select(static user => user.State))}; {Receiver.Count} there, closed {Receiver.IsClosed}, over {Receiver.Completion.IsCompleted}";
    }

    private void Ask(int user, Func<CancellationToken, Wait> ask)
    {
        if (_users[user].IsBusy)
            return;
        var source = new CancellationTokenSource();
        _users[user].Source = source;
        _users[user].State = "waits";
        _users[user].Wait = ask(source.Token);
        _users[user].Settle();
    }

    private void Do(int user, Func<string> step)
    {
        if (!_users[user].IsBusy)
            _users[user].State = step();
    }

    private sealed class User
    {
        public CancellationTokenSource? Source { get; set; }

        public Wait? Wait { get; set; }

        public Sender<int>.Permit? Permit { get; set; }

        public string State { get; set; } = "-";

        public bool IsBusy
        {
            get
            {
                Settle();
                return Wait is not null || Permit is not null;
            }
        }

        public void Settle()
        {
            if (Wait is not { IsOver: true } wait)
                return;
            (Wait, Source) = (null, null);
            try
            {
                var result = wait.Take();
                Permit = result as Sender<int>.Permit?;
                State = result switch
                {
                    null => "written",
                    Sender<int>.Permit permit => $"permit {permit.Remaining}",
                    _ => $"{result}",
                };
            }
            catch (OperationCanceledException)
            {
                State = "canceled";
            }
            catch (ChannelClosedException)
            {
                State = "closed";
            }
        }
    }
}
