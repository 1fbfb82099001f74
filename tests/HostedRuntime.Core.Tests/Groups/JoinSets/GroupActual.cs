using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Groups;

/// <summary>
/// The real group that is compared with <see cref="GroupModel"/>. Its tasks wait until a step ends them, and each step runs all ready
/// tasks.
/// </summary>
internal abstract class GroupActual(int slots) : IObserved
{
    private readonly Slot[] _slots = [.. Enumerable.Range(0, slots).Select(static _ => new Slot())];
    private readonly Reader[] _readers = [.. Enumerable.Range(0, slots).Select(static _ => new Reader())];
    private readonly Dictionary<long, int> _numbers = [];

    protected HandPolledRuntime Runtime { get; } = new();

    protected abstract bool IsKeyed { get; }

    protected abstract int Count { get; }

    public void Spawn(int slot)
    {
        if (!IsKeyed && _slots[slot].State != GroupModel.None)
            return;
        var fresh = _slots[slot] = new Slot();
        var handle = Spawn(slot, fresh.RunAsync);
        fresh.Handle = handle;
        _numbers.Add(handle.TaskId, _numbers.Count);
        Runtime.Settle();
    }

    public void Return(int slot) => End(slot, static end => end.SetResult(0));

    public void Throw(int slot) => End(slot, static end => end.SetException(new FormatException()));

    public void Abort(int slot) => Step(() => _slots[slot].Handle?.Abort());

    public void AbortEach() => Step(AbortAll);

    public void DetachEach() => Step(DetachAll);

    public void Read(int reader)
    {
        if (!_readers[reader].IsWaiting)
            _readers[reader].Ask(NextAsync);
    }

    public void TryRead(int reader)
    {
        if (!_readers[reader].IsWaiting && TryNext() is { } next)
            _readers[reader].Tell(Text(next));
    }

    public void Cancel(int reader) => _readers[reader].Cancel();

    public string Observe() => GroupModel.Show(Count, _slots.Select(static slot => slot.State), _readers.Select(reader => reader.Look(Text)));

    protected abstract AbortHandle Spawn(int slot, Func<CancellationToken, Task<int>> body);

    protected abstract Wait NextAsync(CancellationToken ct);

    /// <returns>The next result; null if there is none.</returns>
    protected abstract object? TryNext();

    protected abstract (long TaskId, JoinStatus Status) OutcomeOf(object next);

    protected abstract void AbortAll();

    protected abstract void DetachAll();

    private string Text(object next)
    {
        var (task, status) = OutcomeOf(next);
        return _numbers[task] + status switch
        {
            JoinStatus.Completed => "=",
            JoinStatus.Faulted => "!",
            _ => "x",
        };
    }

    private void End(int slot, Action<TaskCompletionSource<int>> end)
    {
        if (_slots[slot].State == GroupModel.Running)
            Step(() => end(_slots[slot].End));
    }

    private void Step(Action step)
    {
        step();
        Runtime.Settle();
    }

    private sealed class Slot
    {
        private bool _isRunning;

        public TaskCompletionSource<int> End { get; } = new();

        public AbortHandle? Handle { get; set; }

        public char State => Handle is not { IsFinished: false } ? GroupModel.None : _isRunning ? GroupModel.Running : GroupModel.Waiting;

        public async Task<int> RunAsync(CancellationToken ct)
        {
            _isRunning = true;
            await using (ct.Register(() => End.TrySetCanceled(ct)))
                return await End.Task;
        }
    }

    private sealed class Reader
    {
        private readonly List<CancellationTokenSource> _sources = [];
        private Wait? _wait;
        private string _text = "";

        public bool IsWaiting => _wait is { IsOver: false };

        public void Ask(Func<CancellationToken, Wait> ask)
        {
            _text = "?";
            _sources.Add(new CancellationTokenSource());
            _wait = ask(_sources[^1].Token);
        }

        public void Tell(string text) => (_wait, _text) = (null, text);

        public void Cancel()
        {
            if (IsWaiting)
                _sources[^1].Cancel();
        }

        public string Look(Func<object, string> text)
        {
            if (_wait is not { IsOver: true } wait)
                return _text;
            _wait = null;
            try
            {
                _text = wait.Take() is { } next ? text(next) : "none";
            }
            catch (OperationCanceledException)
            {
                _text = "canceled";
            }

            return _text;
        }
    }
}
