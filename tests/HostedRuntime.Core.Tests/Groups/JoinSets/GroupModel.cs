using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Groups;

/// <summary>
/// A short model of a set or a map. Tasks take turns, results come in the order of the ends, and readers are served in order.
/// </summary>
/// <param name="slots">The number of tasks at a time, and the number of readers.</param>
/// <param name="turns">The number of tasks that run at the same time.</param>
/// <param name="isKeyed">True if a slot is a key, so that a new task replaces the old task there.</param>
internal sealed class GroupModel(int slots, int turns, bool isKeyed) : IObserved
{
    public const char None = '-';
    public const char Waiting = 'w';
    public const char Running = 'r';

    private readonly List<Item> _tasks = [];
    private readonly Item?[] _latest = new Item?[slots];
    private readonly List<Item> _ended = [];
    private readonly List<int> _readers = [];
    private readonly string[] _read = [.. Enumerable.Repeat("", slots)];
    private int _spawned;

    private int Expected => _tasks.Count(static task => task.IsDelivered);

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
        if (old is not { IsDelivered: true })
            return;
        old.IsDelivered = false;
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
            (task.IsDelivered, task.IsDetached) = (false, true);
        _ended.Clear();
        NotifyIfEmpty();
    }

    public void Read(int reader)
    {
        if (_readers.Contains(reader))
            return;
        _read[reader] = "?";
        _readers.Add(reader);
        if (_ended.Count > 0)
            DeliverNext();
        NotifyIfEmpty();
    }

    public void TryRead(int reader)
    {
        if (_readers.Contains(reader) || _ended.Count == 0)
            return;
        _read[reader] = _ended[0].Outcome;
        _ended.RemoveAt(0);
    }

    public void Cancel(int reader)
    {
        if (_readers.Remove(reader))
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
        if (task.IsDelivered)
        {
            task.Outcome = $"{task.Number}{outcome}";
            _ended.Add(task);
            if (_readers.Count > 0)
                DeliverNext();
        }

        NotifyIfEmpty();
    }

    private void DeliverNext()
    {
        _read[_readers[0]] = _ended[0].Outcome;
        _readers.RemoveAt(0);
        _ended.RemoveAt(0);
    }

    private void NotifyIfEmpty()
    {
        if (Expected > 0)
            return;
        foreach (var reader in _readers)
            _read[reader] = "none";
        _readers.Clear();
    }

    private sealed class Item(int slot, int number, char state)
    {
        public int Slot => slot;

        public int Number => number;

        public char State { get; set; } = state;

        public bool IsDelivered { get; set; } = true;

        public bool IsDetached { get; set; }

        public string Outcome { get; set; } = "";
    }
}
