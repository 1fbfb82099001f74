namespace HostedRuntime.Testing;

/// <summary>
/// Makes a failing schedule simpler: turns its choices to 0 (first come, first served), in large pieces and then one by one, as long as it
/// fails in the same way.
/// </summary>
internal static class Minimizer
{
    // Picked by hand: half a second on a slow machine.
    private const int MostRuns = 2_000;

    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(2);

    public static RunResult Minimize(ScheduleRunner runner, RunResult failing)
    {
        var start = TimeProvider.System.GetTimestamp();
        var signature = failing.Failure!.Signature;
        var best = failing;
        var runs = 0;
        bool changed;
        do
        {
            changed = false;
            for (var size = Math.Max(1, best.Choices.Length / 2); size >= 1; size /= 2)
            {
                for (var at = best.Choices.Length - size; at >= 0; at -= size)
                {
                    if (runs >= MostRuns || TimeProvider.System.GetElapsedTime(start) > s_mostTime)
                        return best;
                    if (!best.Choices.AsSpan(at, size).ContainsAnyExcept(0))
                        continue;
                    runs++;
                    var choices = best.Choices.ToArray();
                    choices.AsSpan(at, size).Clear();
                    var result = runner.Replay(choices);
                    if (result.Failure?.Signature != signature || result.Deviations >= best.Deviations)
                        continue;
                    best = result;
                    changed = true;
                    at = Math.Min(at, best.Choices.Length);
                    if (at - size < 0)
                        break;
                }
            }
        }
        while (changed);
        return best;
    }
}
