using HostedRuntime.Tests.Models;

namespace HostedRuntime.Tests.Groups;

/// <summary>What a set or a map of tasks has to do, in a few lines: turns, ends in their order, readers in theirs.</summary>
/// <param name="slots">How many tasks there may be at a time, and how many readers.</param>
/// <param name="turns">How many run at the same time.</param>
/// <param name="isKeyed">A slot is a key: a new task there takes the place of the old one.</param>
internal sealed class GroupModel(int slots, int turns, bool isKeyed) : IObserved
{
    public const char None = '-';
    public const char Waiting = 'w';
    public const char Running = 'r';

    private readonly List<Item> _tasks = [];
    private readonly Item?[] _latest = new Item?[slots];
    private readonly List<Item> _ended = [];
    private readonly List<int> _line = [];
    private readonly string[] _read = [.. Enumerable.Repeat("", slots)];
    private int _spawned;

    private int Expected => _tasks.Count(static task => task.IsTold);

    public void Spawn(int slot)
    {
        var old = Find(slot);
        if (old is not null && !isKeyed)
            return;
        var task = new Item(slot, _spawned++, _tasks.Count(static task => task.State == Running) < turns ? Running : Waiting);
        _tasks.Add(task);
        _latest[slot] = task;
        if (isKeyed)
            _ended.RemoveAll(ended => ended.Slot == slot);
        if (old is not { IsTold: true })
            return;
        old.IsTold = false;
        End(old, "x");
    }

    public void End(int slot, string outcome)
    {
        if (Find(slot) is { State: Running } task)
            End(task, outcome);
    }

    public void Abort(int slot)
    {
        if (Find(slot) is { } task)
            End(task, "x");
    }

    public void AbortAll()
    {
        foreach (var task in _tasks.Where(static task => !task.IsDetached).OrderBy(static task => task.State == Running).ThenByDescending(static task => task.Number).ToList())
            End(task, "x");
    }

    public void DetachAll()
    {
        foreach (var task in _tasks)
            (task.IsTold, task.IsDetached) = (false, true);
        _ended.Clear();
        TellIfEmpty();
    }

    public void Read(int reader)
    {
        if (_line.Contains(reader))
            return;
        _read[reader] = "?";
        _line.Add(reader);
        if (_ended.Count > 0)
            Hand();
        TellIfEmpty();
    }

    public void TryRead(int reader)
    {
        if (_line.Contains(reader) || _ended.Count == 0)
            return;
        _read[reader] = _ended[0].Outcome;
        _ended.RemoveAt(0);
    }

    public void Cancel(int reader)
    {
        if (_line.Remove(reader))
            _read[reader] = "canceled";
    }

    public string Observe() => Show(Expected + _ended.Count, Enumerable.Range(0, slots).Select(slot => Find(slot)?.State ?? None), _read);

    public static string Show(int count, IEnumerable<char> states, IEnumerable<string> read)
        => $"{count} {string.Concat(states)} {string.Join(",", read)}";

    private Item? Find(int slot) => _tasks.Find(task => task == _latest[slot]);

    private void End(Item task, string outcome)
    {
        _tasks.Remove(task);
        if (task.State == Running && _tasks.Find(static task => task.State == Waiting) is { } next)
            next.State = Running;
        if (task.IsTold)
        {
            task.Outcome = $"{task.Number}{outcome}";
            _ended.Add(task);
            if (_line.Count > 0)
                Hand();
        }

        TellIfEmpty();
    }

    private void Hand()
    {
        _read[_line[0]] = _ended[0].Outcome;
        _line.RemoveAt(0);
        _ended.RemoveAt(0);
    }

    private void TellIfEmpty()
    {
        if (Expected > 0)
            return;
        foreach (var reader in _line)
            _read[reader] = "none";
        _line.Clear();
    }

    private sealed class Item(int slot, int number, char state)
    {
        public int Slot => slot;

        public int Number => number;

        public char State { get; set; } = state;

        public bool IsTold { get; set; } = true;

        public bool IsDetached { get; set; }

        public string Outcome { get; set; } = "";
    }
}
