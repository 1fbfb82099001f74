using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime.Testing;

/// <summary>
/// Runs the tasks of a test one at a time, on seats that hand the turn to each other. It decides at each step which ready task goes on, or
/// asks a strategy. One object runs one schedule after the other.
/// </summary>
/// <remarks>
/// <para>The seat with the turn alone uses the fields, apart from the inbox, in which other threads leave what they have for the driver.
/// The semaphores of the seats make each turn see what the one before wrote.</para>
/// <para>A task that is interrupted in the middle of a poll keeps its seat, and another seat goes on with the loop. So there are as many
/// seats as interrupted polls, and one more.</para>
/// </remarks>
internal sealed partial class Driver : IDisposable
{
    /// <summary>The tasks, interrupted polls (as their seats) and actions that are ready, the oldest first.</summary>
    private readonly List<object> _ready = [];

    /// <summary>The seats that wait in the middle of something, ready or not.</summary>
    private readonly List<Seat> _waiting = [];
    private readonly List<Seat> _idle = [];
    private readonly List<Seat> _all = [];
    private readonly Inbox _inbox = new();
    private readonly string _threadName;

    private Seat? _owner;
    private Func<bool> _isGoal = static () => true;
    private bool _isGoalReached;
    private bool _isRunDone;
    private volatile bool _isOver = true;
    private volatile bool _isRunning;
    private int _lost;

    public Driver(DriverSettings settings, string threadName)
    {
        Settings = settings;
        _threadName = threadName;
        Hooks = new RuntimeHooks { TaskFaulted = OnUnhandledFault };
        Time = new VirtualTime(VirtualTime.DefaultStart);
        _outside = new OutsideThreads(_inbox);
        _pool = new PoolQueue(_inbox, _outside);
    }

    public DriverSettings Settings { get; }

    public RuntimeHooks Hooks { get; }

    public TaskTable Tasks { get; } = new();

    public VirtualTime Time { get; private set; }

    /// <summary>The runtime of the present run.</summary>
    public TestEngine Engine { get; private set; } = null!;

    /// <summary>The threads other than seats on which code of the test runs.</summary>
    public OutsideThreads Outside => _outside;

    public RunFailure? Failure { get; private set; }

    public TraceRecorder? Trace { get; private set; }

    public int Steps { get; private set; }

    public int ReadyCount => _ready.Count;

    /// <summary>The number of threads that could not be ended, because a body caught everything or did not return.</summary>
    public int LostThreads => _lost;

    /// <summary>True if the seat that runs one schedule after the other was given up.</summary>
    public bool IsHopeless { get; private set; }

    /// <summary>True while the driver waits in real time for a thread that is not its own.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>The number of seats that exist.</summary>
    public int SeatCount => _all.Count;

    /// <summary>True on the thread of the seat that has the turn.</summary>
    public bool HasTurn => Seat.Current is { BlockedBy: null } seat && ReferenceEquals(seat.Driver, this);

    /// <summary>Runs a job on the thread of a seat, and waits for its end.</summary>
    /// <param name="job">The job.</param>
    /// <param name="isStuck">Called once a second in real time; true: the wait ends although the job has not.</param>
    public void Execute(Action job, Func<bool>? isStuck = null)
    {
        if (_isRunning)
            throw new InvalidOperationException("The test runtime runs already: it was called by two threads, or by one of its own tasks. Await inside the body instead.");
        _isRunning = true;
        using var done = new ManualResetEventSlim();
        var flow = ExecutionContext.Capture();
        var seat = TakeIdle();
        Exception? error = null;
        seat.Begin(() =>
        {
            try
            {
                if (flow is null || ReferenceEquals(flow, Seat.NoFlow))
                    job();
                else
                    ExecutionContext.Run(_outside.Marked(flow), static job => ((Action)job!)(), job);
            }
            catch (Exception e)
            {
                error = e;
            }
            finally
            {
                _idle.Add(seat);
                _isRunning = false;
                done.Set();
            }
        });
        while (!done.Wait(TimeSpan.FromSeconds(1)))
        {
            if (isStuck?.Invoke() == true)
                return;
        }

        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Begins a run with a fresh runtime and clock. Called on the thread of a seat.</summary>
    public void Reset(string name, DateTimeOffset start, Strategy strategy, TraceRecorder? trace)
    {
        _ready.Clear();
        _waiting.Clear();
        _blocked.Clear();
        _inbox.TakeAll();
        Tasks.Clear();
        _invariants.Clear();
        _idleWaiters.Clear();
        _unhandled.Clear();
        Choices.Clear();
        Faults = new FaultPlan();
        (Failure, Trace, Steps, Preemptions, _earlyTimers, _strategy, Hash, _previous, _standsSince) = (null, trace, 0, 0, 0, strategy, FirstHash, -1, null);
        _pool.Forget();
        _isOver = false;
        Time = new VirtualTime(start) { Changed = OnTimeChanged };
        Engine = new TestEngine(name, this, Time);
        Engine.Start();
    }

    /// <summary>
    /// Runs tasks until a goal is reached and then until no task is ready, or until the run fails. On the thread of a seat.
    /// </summary>
    public void RunUntil(Func<bool> isGoal)
    {
        var owner = Seat.Current!;
        (_owner, _isGoal, _isGoalReached, _isRunDone) = (owner, isGoal, false, false);
        CurrentRuntime.OfThread = Engine;
        object? entry = null;
        while (!Loop(owner, entry))
        {
            // Even if the run has ended by now: the seat that ended it gives this seat its turn, which must not be left for a later wait.
            owner.Sit();
            if (_isRunDone)
                break;
            entry = owner.TakeFirst();
        }

        CurrentRuntime.OfThread = null;
    }

    /// <summary>Runs on the thread of a seat that has the turn, until it hands the turn to another seat.</summary>
    /// <returns>True if the run has ended on the seat of its owner, which keeps the turn; otherwise false.</returns>
    public bool Loop(Seat seat, object? entry)
    {
        CurrentRuntime.OfThread = Engine;
        while (true)
        {
            entry ??= _isOver ? NextToUnwind() : Next(seat);
            switch (entry)
            {
                case null:
                    return HasEndedHere(seat);
                case Seat parked:
                    _waiting.Remove(parked);
                    _idle.Add(seat);
                    parked.Go();
                    return false;
                case RuntimeTask task:
                    Poll(seat, task);
                    break;
                case Action action:
                    RunAction(action);
                    break;
            }

            entry = null;
        }
    }

    /// <summary>Takes what has become ready. Any thread.</summary>
    public void Push(TestEngine engine, object entry)
    {
        if (!ReferenceEquals(engine, Engine) || (_isOver && entry is not Seat))
            return;
        if (HasTurn)
            _ready.Add(entry);
        else
            _inbox.Add(entry);
    }

    /// <summary>Runs the driver on behalf of a thread that blocks for one of its tasks, if the driver does not run.</summary>
    /// <returns>True if the goal is reached; false if the thread has to wait by itself.</returns>
    public bool TryRunFromOutside(Func<bool> isGoal)
    {
        if (_isRunning || (Seat.Current is { } seat && ReferenceEquals(seat.Driver, this)))
            return false;
        Execute(() => RunUntil(isGoal));
        return isGoal();
    }

    /// <summary>Has the seat of this thread wait until it is pushed as ready. Own thread only.</summary>
    public void Park(Seat seat)
    {
        _waiting.Add(seat);
        GiveTurn(null);
        seat.Sit();
    }

    /// <summary>Gives up the thread of a seat whose body cannot be unwound. Does not return.</summary>
    public void GiveUp(Seat seat)
    {
        _lost++;
        IsHopeless |= ReferenceEquals(seat, _owner);
        _all.Remove(seat);
        GiveTurn(NextToUnwind());
        using var never = new SemaphoreSlim(0);
        while (true)
            never.Wait();
    }

    /// <summary>Returns the tasks whose polls run or are interrupted.</summary>
    public IReadOnlyCollection<RuntimeTask> Polling() => [.. _all.Select(static seat => seat.Polling).OfType<RuntimeTask>()];

    /// <summary>Ends the threads of the seats.</summary>
    public void Dispose()
    {
        if (_isRunning)
            return;
        _isOver = true;
        foreach (var seat in _idle)
            seat.Dismiss();
        foreach (var seat in _idle)
            seat.Thread.Join();
        _idle.Clear();
        _all.Clear();
    }

    /// <summary>Ends the run. If this is not the seat of its owner, gives that seat the turn.</summary>
    private bool HasEndedHere(Seat seat)
    {
        _isRunDone = true;
        var owner = _owner!;
        if (ReferenceEquals(seat, owner))
            return true;
        _idle.Remove(owner);
        _idle.Add(seat);
        owner.Go();
        return false;
    }

    /// <summary>Hands the turn on. The caller then waits for its next turn.</summary>
    private void GiveTurn(object? entry)
    {
        if (entry is Seat parked)
        {
            _waiting.Remove(parked);
            parked.Go();
        }
        else
        {
            TakeIdle().Begin(entry);
        }
    }

    private Seat TakeIdle()
    {
        if (_idle.Count > 0)
        {
            var last = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return last;
        }

        var seat = new Seat(this, Settings.HasPoints ? 0 : Waiting.Budget.OfPoll, $"{_threadName}-{_all.Count}");
        _all.Add(seat);
        return seat;
    }

    private void Poll(Seat seat, RuntimeTask task)
    {
        var polled = task is ResumeEntry entry ? entry.Resumed : task;
        Engine.Counter.Polls++;
        NoteStep(polled);
        seat.Poll(task, polled);
        if (!_isOver)
            AfterPoll(seat, polled);
    }

    private void RunAction(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is not ScheduleEndedException)
        {
            Fail(FailureKind.Exception, $"A callback of the runtime's end threw {TextOf(e)}", e);
        }
        catch (ScheduleEndedException)
        {
            // The run has failed, and its end was interrupted.
        }
    }
}
