using System.Globalization;

namespace HostedRuntime.Testing;

/// <summary>One call of a <see cref="ConcurrencyTest"/>: the schedules that it runs, and what it makes of a failure.</summary>
internal sealed class Exploration
{
    // Picked by hand: what a reader can paste.
    private const int MostPasted = 2_048;
    private const int SchedulesBetweenChecks = 100;

    // In real time, and long, because a busy machine may not run a thread for seconds.
    private static readonly TimeSpan s_stuckAfter = TimeSpan.FromSeconds(20);

    private readonly ConcurrencyTestOptions _options;
    private readonly string _name;
    private readonly string _optionHash;
    private readonly string? _abortedTask;
    private readonly ulong _seed;
    private readonly int _schedules;
    private readonly Func<ConcurrencyRun, Task> _body;
    private readonly (string File, int Line) _place;
    private readonly Coverage _coverage = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _done;
    private long _steps;

    public Exploration(Func<ConcurrencyRun, Task> body, ConcurrencyTestOptions? options, string name, string file, int line, string? abortedTask = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        _options = options ?? new ConcurrencyTestOptions();
        _options.Check();
        (_body, _name, _place, _abortedTask) = (body, name, (file, line), abortedTask);
        _seed = TestEnvironment.SeedOf(_options, name, file);
        _schedules = TestEnvironment.SchedulesOf(_options);
        _optionHash = ScheduleText.HashOf(string.Create(CultureInfo.InvariantCulture, $"{_options.EarlyTimers} {_options.MaxSteps} {_options.Model} {_options.ForeignWork}"));
    }

    /// <summary>Explores, or replays the schedule of the environment if it is one of this test.</summary>
    public ConcurrencyReport Explore()
    {
        if (TestEnvironment.ReplayText() is { } text && ScheduleText.Parse(text) is var schedule && schedule.NameHash == ScheduleText.HashOf(_name))
            return Replay(schedule);
        return OnSeat(_abortedTask is null ? Explore : ExploreAborts);
    }

    /// <summary>Replays one schedule, with its trace and without limits of real time.</summary>
    public ConcurrencyReport Replay(string text) => Replay(ScheduleText.Parse(TestEnvironment.Resolve(text)));

    private ConcurrencyReport Replay(ScheduleText schedule)
    {
        if (schedule.OptionHash != _optionHash)
        {
            throw new FormatException(
                $"The schedule was made with other options: its part '{schedule.OptionHash}' must be '{_optionHash}'. Pass the options of the test that printed it: EarlyTimers, MaxSteps, Model and ForeignWork must be the same.");
        }

        return OnSeat(
            runner =>
            {
                var trace = new TraceRecorder(hasPlaces: true);
                var result = runner.Replay(schedule.Choices, trace);
                _done = 1;
                _steps = result.Steps;
                return ReportOf(result.Failure is { } failure ? Describe(failure, 0, result, result, trace) : null, null, runner);
            },
            schedule.AbortedTask ?? _abortedTask,
            isReplay: true);
    }

    private ConcurrencyReport Explore(ScheduleRunner runner)
    {
        var strategy = MakeStrategy();
        runner.Driver.Pairs = _coverage.Pairs;
        while (_done < _schedules && !strategy.IsComplete && (_done == 0 || !IsTimeOver))
        {
            var isChecked = IsVerified && _done % SchedulesBetweenChecks == 0;
            var trace = isChecked ? new TraceRecorder(hasPlaces: false) : null;
            var result = runner.Run(strategy, SeededRandom.Mix(_seed, (ulong)_done), trace);
            _done++;
            _steps += result.Steps;
            _coverage.Add(result.Hash);
            if (trace is not null && result.Failure is null && runner.Compare(result.Choices, trace, result) is { } difference)
                return ReportOf(Describe(difference, _done, result, result, trace), strategy, runner);
            if (result.Failure is not null)
                return ReportOf(Examine(runner, result), strategy, runner);
        }

        return ReportOf(null, strategy, runner);
    }

    private ConcurrencyReport ExploreAborts(ScheduleRunner runner)
    {
        for (var wait = 1; ; wait++)
        {
            var result = runner.Run(new AbortStrategy(wait), _seed);
            _done++;
            _steps += result.Steps;
            _coverage.Add(result.Hash);
            if (result.Failure is not null)
                return ReportOf(Examine(runner, result), null, runner);
            // The task has fewer waits than that.
            if (!result.HasAborted)
                return ReportOf(null, null, runner);
        }
    }

    /// <summary>
    /// False if the test may wait for work on other threads: that work may end before or after a step, so two runs may differ.
    /// </summary>
    private bool IsVerified => _options is { VerifyDeterminism: true, ForeignWork: ForeignWork.Fail };

    private bool IsTimeOver => _options.MaxTime != Timeout.InfiniteTimeSpan && TimeProvider.System.GetElapsedTime(_start) >= _options.MaxTime;

    private Strategy MakeStrategy() => _options.Strategy switch
    {
        ExplorationStrategy.Fifo => new FifoStrategy(),
        ExplorationStrategy.RandomWalk => new RandomStrategy(),
        ExplorationStrategy.FewPreemptions => new RandomStrategy(PortfolioStrategy.FewPreemptions),
        ExplorationStrategy.ManyPreemptions => new RandomStrategy(PortfolioStrategy.ManyPreemptions),
        ExplorationStrategy.Pct => new PctStrategy(_options.PreemptionBound),
        ExplorationStrategy.UniformWalk => new UniformStrategy(),
        ExplorationStrategy.Exhaustive => new ExhaustiveStrategy(_options.PreemptionBound),
        _ => new PortfolioStrategy(_options.PreemptionBound),
    };

    /// <summary>Verifies that a failing schedule fails again, minimizes it, and records its steps.</summary>
    private ConcurrencyFailure Examine(ScheduleRunner runner, RunResult failing)
    {
        var number = _done;
        runner.Driver.Pairs = null;
        var isReplayable = failing.Failure!.Kind is not (FailureKind.Foreign or FailureKind.NotDeterministic);
        if (IsVerified && isReplayable)
        {
            var first = new TraceRecorder(hasPlaces: false);
            var again = runner.Replay(failing.Choices, first);
            if (again.Failure?.Signature != failing.Failure.Signature)
            {
                var other = again.Failure is null ? "passed" : $"failed otherwise: {again.Failure.Message}";
                var difference = new RunFailure(
                    FailureKind.NotDeterministic,
                    $"A schedule failed ({failing.Failure.Message}), and with the same choices it {other}. {ScheduleRunner.OtherCauses}",
                    failing.Failure.Exception,
                    failing.Failure.Step,
                    "not deterministic");
                return Describe(difference, number, failing, failing, first);
            }

            if (runner.Compare(failing.Choices, first, again) is { } notSame)
                return Describe(notSame, number, failing, failing, first);
        }

        var minimized = _options.MinimizeFailure && isReplayable ? Minimizer.Minimize(runner, failing) : failing;
        var trace = new TraceRecorder(hasPlaces: true);
        var shown = runner.Replay(minimized.Choices, trace);
        return Describe(shown.Failure ?? NotShown(minimized.Failure!), number, minimized, failing, trace);

        static RunFailure NotShown(RunFailure failure)
            => failure with { Message = $"{failure.Message}\nWith the same choices it did not fail again. So the steps are those of a run that passed." };
    }

    private ConcurrencyFailure Describe(RunFailure failure, int number, RunResult minimized, RunResult found, TraceRecorder trace)
    {
        var last = Array.FindLastIndex(minimized.Choices, static choice => choice != 0);
        var schedule = new ScheduleText(_optionHash, ScheduleText.HashOf(_name), minimized.Choices[..(last + 1)], _abortedTask).ToString();
        var width = trace.Steps.Count.ToString(CultureInfo.InvariantCulture).Length + 2;
        var result = new ConcurrencyFailure(failure)
        {
            Test = _name,
            ScheduleNumber = number,
            Schedule = schedule,
            Deviations = minimized.Deviations,
            DeviationsFound = found.Deviations,
            Preemptions = minimized.Preemptions,
            Trace = [.. trace.Steps.Select((step, index) => $"{(index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width)}  {step.Text}{(step.Place is null ? "" : $"  {step.Place}")}")],
        };
        if (TestEnvironment.TraceFolder is { } folder)
            result.File = Write(folder, result);
        return result;
    }

    private string Write(string folder, ConcurrencyFailure failure)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{string.Concat(_name.Split(Path.GetInvalidFileNameChars()))}-{failure.Kind}.txt");
        File.WriteAllText(path, $"{failure.Schedule}\n{failure}\n");
        return failure.Schedule.Length > MostPasted ? path : null!;
    }

    private ConcurrencyReport ReportOf(ConcurrencyFailure? failure, Strategy? strategy, ScheduleRunner runner)
    {
        var search = strategy as ExhaustiveStrategy ?? (strategy as PortfolioStrategy)?.Exhaustive;
        var (pairs, bothWays) = _coverage.CountPairs();
        return new ConcurrencyReport
        {
            Test = _name,
            Failure = failure,
            Schedules = _done,
            Steps = _steps,
            Seed = _seed,
            IsComplete = search is { IsComplete: true, IsBounded: false },
            IsCompleteToBound = search is { IsComplete: true },
            SearchProgress = search?.Progress,
            DistinctOrders = _coverage.DistinctOrders,
            ChanceOfNewOrder = _coverage.ChanceOfNewOrder,
            TaskPairs = pairs,
            TaskPairsBothWays = bothWays,
            Elapsed = TimeProvider.System.GetElapsedTime(_start),
            LostThreads = runner.Driver.LostThreads,
        };
    }

    private ConcurrencyReport OnSeat(Func<ScheduleRunner, ConcurrencyReport> explore) => OnSeat(explore, _abortedTask, isReplay: false);

    private ConcurrencyReport OnSeat(Func<ScheduleRunner, ConcurrencyReport> explore, string? abortedTask, bool isReplay)
    {
        using var driver = new Driver(DriverSettings.Of(_options), "test");
        var runner = new ScheduleRunner(driver, _body, _place.File, _place.Line, abortedTask);
        ConcurrencyReport? report = null;
        var watch = new StuckWatch(driver, runner, isReplay ? Timeout.InfiniteTimeSpan : s_stuckAfter);
        driver.Execute(() => report = explore(runner), watch.Look);
        if (report is not null)
            return report;
        var failure = new RunFailure(FailureKind.Livelock, watch.Describe(), null, driver.Steps, "stuck");
        var result = new RunResult(failure, [], driver.Hash, driver.Steps, driver.Preemptions, false);
        return ReportOf(Describe(failure, _done + 1, result, result, new TraceRecorder(hasPlaces: false)), null, runner);
    }
}
