namespace HostedRuntime.Exploring;

/// <summary>
/// One run of a model under one list of decisions. Exactly one of its threads runs at a time. It passes the baton on at a point where the
/// chooser says so, at a wait, and at its end.
/// </summary>
internal sealed class Execution : IDisposable
{
    private readonly List<ModelThread> _threads = [];
    private readonly IChooser _chooser;
    private readonly Trace? _trace;
    private readonly Baton _done = new();
    private readonly List<ModelThread> _candidates = [];
    private int _choices;
    private int _steps;
    private int _preemptions;
    private int _unseen;
    private int _timeouts;

    public Execution(Limits limits, IChooser chooser, Trace? trace)
    {
        Limits = limits;
        Memory = new Memory(this);
        _chooser = chooser;
        _trace = trace;
    }

    public Limits Limits { get; }

    public Memory Memory { get; }

    public IReadOnlyList<ModelThread> Threads => _threads;

    public int NumberOf(ModelThread thread) => _threads.IndexOf(thread);

    /// <summary>The decisions so far.</summary>
    public Decisions Decisions { get; } = new();

    /// <summary>The first failure, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>True if every thread has to unwind from its current point.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Runs the model to its end.</summary>
    /// <returns>The failure, or null.</returns>
    public string? Run(Func<Model> make)
    {
        using var here = BorrowedThread.Enter();
        var model = make();
        foreach (var (name, body, mayStayBlocked) in model.Threads)
            Add(name, body, mayStayBlocked);
        PickNext(null)!.PassBaton();
        _done.Await();
        if (Failure is not null)
            return Failure;

        Memory.DrainAll();
        try
        {
            model.Check();
        }
        catch (Exception exception)
        {
            Fail(exception.Message);
        }

        return Failure;
    }

    public void Dispose()
    {
        _threads.ForEach(static thread => thread.Dispose());
        _done.Dispose();
    }

    /// <summary>Adds a thread, which runs when it is chosen.</summary>
    public ModelThread Add(string name, Action body, bool mayStayBlocked)
    {
        var thread = new ModelThread(this, name, body, mayStayBlocked);
        _threads.Add(thread);
        return thread;
    }

    /// <summary>Marks a point at which another thread may run. Called before each operation on shared fields.</summary>
    public void Point(ModelThread thread)
    {
        if (!IsEnding && ++_steps > Limits.Steps)
            Fail($"Livelock: no end after {Limits.Steps} steps.");
        foreach (var other in _threads)
        {
            if (other != thread)
                other.IsYielding = false;
        }

        Switch(thread);
    }

    /// <summary>Marks a point at which the thread spins, so that the other threads run first.</summary>
    public void Yield(ModelThread thread)
    {
        thread.IsYielding = true;
        Point(thread);
        thread.IsYielding = false;
    }

    /// <summary>Marks a point that the thread passes when the condition holds.</summary>
    /// <returns>True if the condition holds; false if the wait has a timeout and it passed.</returns>
    public bool WaitFor(ModelThread thread, string at, Func<bool> condition, bool hasTimeout = false)
    {
        (thread.WaitsFor, thread.WaitsAt, thread.HasTimeout, thread.TimedOut) = (condition, at, hasTimeout, false);
        Point(thread);
        (thread.WaitsFor, thread.WaitsAt, thread.HasTimeout) = (null, null, false);
        return !thread.TimedOut;
    }

    /// <summary>Chooses how many of the pending stores a reader does not see.</summary>
    public int ChooseUnseen(int pending)
    {
        var unseen = Choose(ChoiceKind.Flush, _unseen == Limits.StaleReads ? 1 : pending + 1);
        _unseen += unseen > 0 ? 1 : 0;
        return unseen;
    }

    public void Fail(string message)
    {
        Failure ??= message;
        IsEnding = true;
    }

    public void Note(ModelThread thread, string verb, object? value) => _trace?.Add(thread.Name, $"{verb} {Trace.Show(value)}");

    public void Note<T>(ModelThread thread, string verb, T value) => _trace?.Add(thread.Name, $"{verb} {Trace.Show(value)}");

    public void Note<T>(ModelThread thread, string verb, T before, T after)
        => _trace?.Add(thread.Name, $"{verb} {Trace.Show(before)} for {Trace.Show(after)}");

    /// <summary>Passes the baton on from a thread that has ended.</summary>
    public void Leave(ModelThread thread)
    {
        if (PickNext(thread) is { } next)
            next.PassBaton();
        else
            _done.Pass();
    }

    private void Switch(ModelThread thread)
    {
        var next = PickNext(thread)!;
        if (next != thread)
            thread.HandOver(next);
        if (IsEnding)
            throw new ExecutionEndedException();
    }

    /// <summary>Chooses the thread that runs next.</summary>
    /// <returns>The thread, or null if all threads have ended.</returns>
    private ModelThread? PickNext(ModelThread? from)
    {
        if (IsEnding)
            return from is { IsEnded: false } ? from : _threads.Find(static thread => thread is { IsStarted: true, IsEnded: false });

        var goesOn = from is { CanRun: true, IsYielding: false };
        FindCandidates(from, goesOn);
        if (_candidates.Count == 0)
            return Stuck(from);
        if (!goesOn && from is not { IsYielding: true })
            return Take(_candidates[Choose(ChoiceKind.Next, _candidates.Count)], from);

        var option = Choose(ChoiceKind.Preempt, _candidates.Count);
        _preemptions += option > 0 ? 1 : 0;
        return Take(_candidates[option], from);
    }

    private void FindCandidates(ModelThread? from, bool goesOn)
    {
        _candidates.Clear();
        if (goesOn)
            _candidates.Add(from!);
        // In turn, starting with the next thread, so that threads that spin for each other all get a turn. Any other order counts as a
        // preemption, otherwise loops of several spinning threads would never end.
        var isBounded = _preemptions == Limits.Preemptions && (goesOn || from is { IsYielding: true });
        var start = from is null ? 0 : NumberOf(from) + 1;
        for (var i = 0; i < _threads.Count && !(isBounded && _candidates.Count > 0); i++)
        {
            var thread = _threads[(start + i) % _threads.Count];
            if (thread != from && thread.CanRun && !thread.IsYielding)
                _candidates.Add(thread);
        }

        if (_candidates.Count == 0 || isBounded || _timeouts == Limits.EarlyTimeouts)
            return;
        foreach (var thread in _threads)
        {
            if (thread is { IsEnded: false, HasTimeout: true, CanRun: false })
                _candidates.Add(thread);
        }
    }

    /// <summary>Lets time pass, because no thread can run: stores reach memory, spinning threads get a turn, and waits time out.</summary>
    private ModelThread? Stuck(ModelThread? from)
    {
        if (Memory.DrainAll())
            return PickNext(from);
        _candidates.AddRange(_threads.Where(static thread => thread is { IsEnded: false, HasTimeout: true }));
        if (_candidates.Count == 0)
            _candidates.AddRange(_threads.Where(static thread => thread.CanRun));
        if (_candidates.Count > 0)
            return Take(_candidates[Choose(ChoiceKind.Next, _candidates.Count)], from);

        var blocked = _threads.FindAll(static thread => !thread.IsEnded);
        if (blocked.Count == 0)
            return null;
        if (blocked.TrueForAll(static thread => thread.MayStayBlocked))
            IsEnding = true;
        else
            Fail("Deadlock: " + string.Join("; ", blocked.Select(static thread => $"{thread.Name} waits {thread.WaitsAt}")) + ".");
        return PickNext(from);
    }

    private ModelThread Take(ModelThread thread, ModelThread? from)
    {
        if (!thread.CanRun)
        {
            thread.TimedOut = true;
            _timeouts++;
            Note(thread, "waits no longer", thread.WaitsAt);
        }

        if (from is not null && thread != from)
            Note(thread, "goes on, after", from.Name);
        return thread;
    }

    private int Choose(ChoiceKind kind, int options)
    {
        // Counted even if the limits leave one option, so that a number means the same decision under all limits.
        var number = _choices++;
        if (options == 1)
            return 0;
        var chosen = _chooser.Choose(number, kind, options);
        Decisions[number] = chosen;
        return chosen;
    }
}
