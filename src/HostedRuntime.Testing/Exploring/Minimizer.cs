namespace HostedRuntime.Testing;

/// <summary>
/// Makes a failing schedule simpler. Turns its choices to 0 (first come, first served) or leaves them out, in large pieces and then one by
/// one. A change stays if the schedule still fails in the same way.
/// </summary>
internal sealed class Minimizer(ScheduleRunner runner, RunResult failing)
{
    // Picked by hand: a second on a slow machine.
    private const int MostRuns = 3_000;

    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(2);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly string _signature = failing.Failure!.Signature;
    private RunResult _best = failing;
    private int _runs;

    private bool IsOver => _runs >= MostRuns || TimeProvider.System.GetElapsedTime(_start) > s_mostTime;

    public static RunResult Minimize(ScheduleRunner runner, RunResult failing) => new Minimizer(runner, failing).Minimize();

    private RunResult Minimize()
    {
        bool changed;
        do
        {
            changed = false;
            for (var size = Math.Max(1, _best.Choices.Length / 2); size >= 1 && !IsOver; size /= 2)
                changed |= TryPieces(size, isLeftOut: false) | TryPieces(size, isLeftOut: true);
        }
        while (changed && !IsOver);
        return _best;
    }

    private bool TryPieces(int size, bool isLeftOut)
    {
        var changed = false;
        for (var at = _best.Choices.Length - size; at >= 0 && !IsOver; at -= size)
        {
            // A shorter schedule may have become the best one meanwhile.
            if (at + size > _best.Choices.Length || (!isLeftOut && !_best.Choices.AsSpan(at, size).ContainsAnyExcept(0)))
                continue;
            var choices = _best.Choices.ToList();
            choices.RemoveRange(at, size);
            if (!isLeftOut)
                choices.InsertRange(at, Enumerable.Repeat(0, size));
            _runs++;
            var result = runner.Replay(choices);
            if (result.Failure?.Signature != _signature || !IsSimpler(result))
                continue;
            _best = result;
            changed = true;
        }

        return changed;
    }

    /// <summary>Fewer choices other than first come, first served; then fewer interruptions; then a shorter schedule.</summary>
    private bool IsSimpler(RunResult result)
        => (result.Deviations, result.Preemptions, result.Choices.Length).CompareTo((_best.Deviations, _best.Preemptions, _best.Choices.Length)) < 0;
}
