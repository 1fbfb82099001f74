using HostedRuntime.Tasks;

namespace HostedRuntime.Testing;

// The choices of a run: which entry goes on, whether a timer fires early, and the draws of the body.
internal sealed partial class Driver
{
    private const ulong FirstHash = 14695981039346656037;
    private Strategy _strategy = null!;
    private int _earlyTimers;
    private int _previous;
    private Seat? _choosing;

    /// <summary>The option that was taken at each choice of this run.</summary>
    public List<int> Choices { get; } = [];

    /// <summary>How often a poll was interrupted although it could go on.</summary>
    public int Preemptions { get; private set; }

    /// <summary>The hash of the steps of this run: which task took each step.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Which steps of two tasks came directly after each other; null if that is not counted.</summary>
    public HashSet<(int First, int Second)>? Pairs { get; set; }

    private bool IsFair => Steps > Settings.MaxSteps;

    /// <summary>
    /// Makes a choice of the body or of the fault plan, as a part of the schedule. Called by a seat that has the turn, in a poll.
    /// </summary>
    public int Draw(int options, double weight)
    {
        if (!HasTurn)
            throw new InvalidOperationException("A random choice was made on a thread that is not the test's. Make it in a body of the test, so that it is a part of the schedule.");
        _choosing = Seat.Current;
        return Choose(ChoiceKind.Draw, options, weight);
    }

    /// <summary>Chooses whether a task that has begun a wait is aborted.</summary>
    public bool ChooseAbort() => Choose(ChoiceKind.Abort, 2, weight: 0.2) == 1;

    /// <summary>
    /// Returns the number of the task that an option of the present choice lets go on; -1 for a timer, -2 for the runtime.
    /// </summary>
    public int OrdinalAt(ChoiceKind kind, int option)
    {
        if (kind == ChoiceKind.InPoll)
        {
            if (option == 0)
                return _choosing?.Polling is { } going ? Tasks.OrdinalOf(going) : -2;
            option--;
        }

        return option < _ready.Count ? OrdinalOf(_ready[option]) : -1;
    }

    /// <summary>Runs other tasks before an operation, if the strategy says so.</summary>
    public bool Reach(Seat seat)
    {
        if (_isOver)
            seat.Unwind();
        if (seat.Polling is not { } task)
            return true;
        if (!Settings.HasPoints)
            return false;
        NoteStep(task);
        Trace?.OnPoint(Tasks.Of(task));
        if (!_isOver)
            CheckInvariants();
        ThrowIfOver(seat);
        if (!Settings.AnyOrder)
            return seat.TrySpendOperation();
        while (true)
        {
            var timer = MayFireEarly ? 1 : 0;
            var options = 1 + _ready.Count + timer;
            if (options == 1)
                return true;
            _choosing = seat;
            var choice = IsFair ? (_ready.Count > 0 ? 1 : 0) : Choose(ChoiceKind.InPoll, options, 0);
            if (choice == 0)
                return true;
            if (choice > _ready.Count)
            {
                _earlyTimers++;
                FireTimer(seat);
                ThrowIfOver(seat);
                continue;
            }

            Preemptions++;
            Trace?.OnPreempted(Tasks.Of(task));
            var entry = TakeReady(choice - 1);
            _ready.Add(seat);
            _waiting.Add(seat);
            GiveTurn(entry);
            seat.Sit();
            ThrowIfOver(seat);
            return true;
        }
    }

    private bool MayFireEarly => _earlyTimers < Settings.EarlyTimers && !IsFair && Time.MayFire();

    /// <summary>Returns what runs next; null if the run is over.</summary>
    private object? Next(Seat seat)
    {
        while (true)
        {
            TakeInbox();
            if (_isOver)
                return NextToUnwind();
            if (!_isGoalReached && _isGoal())
                _isGoalReached = true;
            if (_ready.Count == 0)
            {
                if (_isGoalReached)
                    return null;
                OnIdle(seat);
                continue;
            }

            _pool.Forget();
            var offered = Settings.AnyOrder && !IsFair ? _ready.Count : 1;
            var timer = MayFireEarly && !_isGoalReached ? 1 : 0;
            _choosing = null;
            var choice = Choose(ChoiceKind.Next, offered + timer, 0);
            if (choice < offered)
                return TakeReady(choice);
            _earlyTimers++;
            FireTimer(seat);
        }
    }

    private object TakeReady(int index)
    {
        var entry = _ready[index];
        _ready.RemoveAt(index);
        return entry;
    }

    private int Choose(ChoiceKind kind, int options, double weight)
    {
        if (options <= 1)
            return 0;
        var choice = _strategy.Choose(this, kind, options, weight);
        Choices.Add(choice);
        Hash = (Hash ^ (uint)((options << 8) | choice)) * 1099511628211;
        return choice;
    }

    /// <summary>Counts a step of a task.</summary>
    private void NoteStep(RuntimeTask task)
    {
        var entry = Tasks.Of(task);
        entry.Steps++;
        Steps++;
        Hash = (Hash ^ (uint)entry.Ordinal) * 1099511628211;
        if (_previous != entry.Ordinal)
        {
            Pairs?.Add((_previous, entry.Ordinal));
            _previous = entry.Ordinal;
        }

        if (Steps > 2 * Settings.MaxSteps && !_isOver)
            FailAsLivelock();
    }

    private int OrdinalOf(object entry) => entry switch
    {
        ResumeEntry resume => Tasks.OrdinalOf(resume.Resumed),
        RuntimeTask task => Tasks.OrdinalOf(task),
        Seat { Polling: { } polling } => Tasks.OrdinalOf(polling),
        _ => -2,
    };
}
