using System.Text;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Selecting;

/// <summary>
/// A model of selects over two channels to read, room in a third one, a notify and a mutex. Each primitive has one line of users. A user
/// that gets something leaves all lines.
/// </summary>
internal sealed class SelectModel : IObserved
{
    /// <summary>The number of users that select. The others wait for one case each, without a select.</summary>
    public const int Selecting = 3;

    public const int Users = 5;
    public const int Cases = 5;
    public const int Capacity = 2;

    // The cases. The first two are the reads, with the numbers of their channels.
    public const int Room = 2;
    public const int Notified = 3;
    public const int Lock = 4;

    private readonly List<int>[] _lines = [.. Enumerable.Range(0, Cases).Select(static _ => new List<int>())];
    private readonly Queue<int>[] _items = [new(), new()];
    private readonly bool[] _isClosed = new bool[2];
    private readonly StringBuilder[] _logs = [.. Enumerable.Range(0, Users).Select(static _ => new StringBuilder())];

    /// <summary>The cases for which each user waits; zero if it does not wait.</summary>
    private readonly int[] _masks = new int[Users];
    private int? _permitOf;
    private int? _guardOf;
    private bool _isSent;
    private bool _isStored;
    private int _next;

    /// <summary>Returns the one case of a user without a select.</summary>
    public static int PlainCase(int user) => user == Selecting ? 0 : Lock;

    public void Begin(int user, int mask)
    {
        if (_masks[user] != 0 || TryTakeAny(user, mask))
            return;
        Enter(user, mask);
    }

    public void TryTake(int user, int mask)
    {
        if (_masks[user] == 0 && !TryTakeAny(user, mask))
            _logs[user].Append('.');
    }

    public void BeginPlain(int user)
    {
        if (user >= Selecting)
            Begin(user, 1 << PlainCase(user));
    }

    public void Cancel(int user)
    {
        if (_masks[user] == 0)
            return;
        Leave(user);
        _logs[user].Append('x');
    }

    public void Release(int user)
    {
        if (_guardOf != user)
            return;
        _guardOf = null;
        Serve(Lock);
    }

    public void Send(int user)
    {
        if (_permitOf == user)
            (_permitOf, _isSent) = (null, true);
    }

    public void Return(int user)
    {
        if (_permitOf != user)
            return;
        _permitOf = null;
        Serve(Room);
    }

    public void Write(int channel)
    {
        var item = _next++;
        if (_isClosed[channel] || _items[channel].Count == Capacity)
            return;
        _items[channel].Enqueue(item);
        Serve(channel);
    }

    public void TakeSent()
    {
        _isSent = false;
        Serve(Room);
    }

    public void NotifyOne()
    {
        _isStored = true;
        Serve(Notified);
    }

    /// <summary>Ends a channel. The users that wait for it wait for their other cases, in the last places of those lines.</summary>
    public void End(int channel)
    {
        _isClosed[channel] = true;
        if (!HasEnded(channel))
            return;
        foreach (var user in _lines[channel].ToArray())
            Enter(user, Leave(user));
    }

    public string Observe()
        => $"{string.Join(", ", _logs.Select((log, user) => $"{log}{(_masks[user] == 0 ? "" : "?")}"))}; left {_items[0].Count} {_items[1].Count}; "
            + $"sent {_isSent}; notify {_lines[Notified].Count} {_isStored}; mutex {_lines[Lock].Count} {_guardOf is not null}";

    private bool HasEnded(int one) => one < 2 && _isClosed[one] && _items[one].Count == 0;

    private bool IsReady(int one) => one switch
    {
        Room => _permitOf is null && !_isSent,
        Notified => _isStored,
        Lock => _guardOf is null,
        _ => _items[one].Count > 0,
    };

    /// <summary>Gives the user what the case, which is ready, has.</summary>
    private void Take(int user, int one)
    {
        _logs[user].Append("abrnl"[one]);
        switch (one)
        {
            case Room:
                _permitOf = user;
                break;
            case Notified:
                _isStored = false;
                break;
            case Lock:
                _guardOf = user;
                break;
            default:
                _logs[user].Append(_items[one].Dequeue());
                break;
        }
    }

    private bool TryTakeAny(int user, int mask)
    {
        for (var one = 0; one < Cases; one++)
        {
            if ((mask & (1 << one)) == 0 || !IsReady(one))
                continue;
            Take(user, one);
            return true;
        }

        return false;
    }

    private void Enter(int user, int mask)
    {
        for (var one = 0; one < Cases; one++)
        {
            if ((mask & (1 << one)) == 0 || HasEnded(one))
                continue;
            _lines[one].Add(user);
            _masks[user] = mask;
        }

        if (_masks[user] == 0)
            _logs[user].Append('0');
    }

    /// <summary>Takes the user out of all lines, and returns the cases for which it waited.</summary>
    private int Leave(int user)
    {
        foreach (var line in _lines)
            line.Remove(user);
        var mask = _masks[user];
        _masks[user] = 0;
        return mask;
    }

    private void Serve(int one)
    {
        if (_lines[one].Count == 0 || !IsReady(one))
            return;
        var user = _lines[one][0];
        Leave(user);
        Take(user, one);
    }
}
