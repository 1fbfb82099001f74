namespace HostedRuntime.Testing;

/// <summary>
/// Makes a failing schedule simpler. Turns its choices to 0 (first come, first served) or leaves them out, in large pieces and then one by
/// one. Then tries to do with one choice elsewhere in the place of two. A change stays if the schedule still fails in the same way.
/// </summary>
/// <remarks>
/// Leaving out alone ends where each choice is needed by the others, as in an order that makes a detour. One choice in the place of two
/// leads out of there. The limits are counts and no times, so that a busy machine prints the same schedule; the limit of time is for
/// bodies that are slow by themselves.
/// </remarks>
internal sealed class Minimizer(ScheduleRunner runner, RunResult failing)
{
    // Picked by hand: less than a second on a quiet machine.
    private const int MostRuns = 4_000;
    private const int MostSteps = 200_000;

    /// <summary>The highest option that is tried in the place of two choices.</summary>
    private const int MostOption = 3;

    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(10);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly string _signature = failing.Failure!.Signature;
    private RunResult _best = failing;
    private int _runs;
    private int _steps;

    private bool IsOver => _runs >= MostRuns || _steps >= MostSteps || TimeProvider.System.GetElapsedTime(_start) > s_mostTime;

    public static RunResult Minimize(ScheduleRunner runner, RunResult failing) => new Minimizer(runner, failing).Minimize();

    private RunResult Minimize()
    {
        do
        {
            while (TryPieces() && !IsOver)
            {
                // Until nothing can be left out any more.
            }
        }
        while (!IsOver && TryOneForTwo());
        return _best;
    }

    private bool TryPieces()
    {
        var changed = false;
        for (var size = Math.Max(1, _best.Choices.Length / 2); size >= 1 && !IsOver; size /= 2)
            changed |= TryPieces(size, isLeftOut: false) | TryPieces(size, isLeftOut: true);
        return changed;
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
            changed |= TryKeep(choices, out _);
        }

        return changed;
    }

    /// <summary>Looks for two choices that one choice at some place can replace.</summary>
    private bool TryOneForTwo()
    {
        var taken = Enumerable.Range(0, _best.Choices.Length).Where(at => _best.Choices[at] != 0).ToArray();
        for (var second = taken.Length - 1; second > 0; second--)
        {
            for (var first = second - 1; first >= 0; first--)
            {
                var without = _best.Choices.ToArray();
                without[taken[first]] = without[taken[second]] = 0;
                if (TryAnyPlace(without))
                    return true;
            }
        }

        return false;
    }

    private bool TryAnyPlace(int[] without)
    {
        for (var at = 0; at < without.Length; at++)
        {
            if (without[at] != 0)
                continue;
            for (var option = 1; option <= MostOption && !IsOver; option++)
            {
                int[] choices = [.. without];
                choices[at] = option;
                if (TryKeep(choices, out var result))
                    return true;
                // There are not so many options at this place.
                if (at >= result.Choices.Length || result.Choices[at] < option)
                    break;
            }
        }

        return false;
    }

    /// <summary>Runs a schedule, and keeps it if it fails in the same way and is simpler.</summary>
    private bool TryKeep(IReadOnlyList<int> choices, out RunResult result)
    {
        _runs++;
        result = runner.Replay(choices);
        _steps += result.Steps;
        if (result.Failure?.Signature != _signature || !IsSimpler(result))
            return false;
        _best = result;
        return true;
    }

    /// <summary>Fewer choices other than first come, first served; then fewer interruptions; then a shorter schedule.</summary>
    private bool IsSimpler(RunResult result)
        => (result.Deviations, result.Preemptions, result.Choices.Length).CompareTo((_best.Deviations, _best.Preemptions, _best.Choices.Length)) < 0;
}
