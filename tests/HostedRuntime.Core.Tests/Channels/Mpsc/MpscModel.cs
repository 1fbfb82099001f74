using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Channels;

/// <summary>A model of a bounded channel that keeps its state in plain lists.</summary>
internal sealed class MpscModel(int users) : IObserved
{
    public const int Capacity = 2;

    private readonly string[] _states = [.. Enumerable.Repeat("-", users)];
    private readonly int[] _permits = new int[users];
    private readonly List<int> _items = [];
    private readonly List<int> _readers = [];

    /// <summary>The writers that wait for room: with the places of a permit, or with an item and one place.</summary>
    private readonly List<(int User, int Places, int? Item)> _writers = [];
    private int _next;
    private bool _isClosed;
    private bool _hasSender = true;

    private bool IsClosed => _isClosed || !_hasSender;

    private int Room => Capacity - _items.Count - _permits.Sum();

    private bool IsOver => IsClosed && _items.Count == 0 && _writers.Count == 0 && _permits.Sum() == 0;

    public static int PlacesOf(int user) => 1 + (user % 2);

    public void Write(int user)
    {
        if (!IsBusy(user))
            Ask(user, 1, _next++);
    }

    public void Reserve(int user)
    {
        if (!IsBusy(user))
            Ask(user, PlacesOf(user), null);
    }

    public void TryWrite(int user)
    {
        if (IsBusy(user))
            return;
        var item = _next++;
        _states[user] = IsClosed || _writers.Count > 0 || Room < 1 ? "refused" : "written";
        if (_states[user] == "written")
            _items.Add(item);
        Serve();
    }

    public void Read(int user)
    {
        if (IsBusy(user))
            return;
        _states[user] = "waits";
        _readers.Add(user);
        Serve();
    }

    public void TryRead(int user)
    {
        if (IsBusy(user))
            return;
        _states[user] = "nothing";
        if (_items.Count == 0)
            return;
        _states[user] = $"{_items[0]}";
        _items.RemoveAt(0);
        Serve();
    }

    public void Cancel(int user)
    {
        if (_states[user] != "waits")
            return;
        _states[user] = "canceled";
        _readers.Remove(user);
        _writers.RemoveAll(writer => writer.User == user);
        Serve();
    }

    public void Send(int user)
    {
        if (_permits[user] == 0)
            return;
        _permits[user]--;
        _items.Add(_next++);
        _states[user] = _permits[user] == 0 ? "sent" : $"permit {_permits[user]}";
        Serve();
    }

    public void Release(int user)
    {
        if (_permits[user] == 0)
            return;
        _permits[user] = 0;
        _states[user] = "released";
        Serve();
    }

    public void Close()
    {
        if (!_isClosed)
        {
            _writers.ForEach(writer => _states[writer.User] = "closed");
            _writers.Clear();
        }

        _isClosed = true;
        Serve();
    }

    public void EndSender()
    {
        _hasSender = false;
        Serve();
    }

    public string Observe() => $"{string.Join(", ", _states)}; {_items.Count} there, closed {IsClosed}, over {IsOver}";

    private bool IsBusy(int user) => _states[user] == "waits" || _permits[user] > 0;

    private void Ask(int user, int places, int? item)
    {
        _states[user] = IsClosed ? "closed" : "waits";
        if (!IsClosed)
            _writers.Add((user, places, item));
        Serve();
    }

    /// <summary>Serves waiting readers and writers until none of them can proceed.</summary>
    private void Serve()
    {
        while (true)
        {
            if (_readers.Count > 0 && _items.Count > 0)
            {
                _states[_readers[0]] = $"{_items[0]}";
                _readers.RemoveAt(0);
                _items.RemoveAt(0);
            }
            else if (_writers.Count > 0 && _writers[0].Places <= Room)
            {
                var (user, places, item) = _writers[0];
                _writers.RemoveAt(0);
                if (item is { } sent)
                    _items.Add(sent);
                else
                    _permits[user] = places;
                _states[user] = item is null ? $"permit {places}" : "written";
            }
            else
            {
                break;
            }
        }

        if (!IsOver)
            return;
        _readers.ForEach(reader => _states[reader] = "closed");
        _readers.Clear();
    }
}
