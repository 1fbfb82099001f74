using System.Diagnostics;
using System.Globalization;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Nodes;

/// <summary>One run: spawns, aborts and locks all the time, and now and then the death or the suspension of a node.</summary>
internal sealed class SoakScript(NodeCluster cluster, Random random)
{
    private const int MaxAttempts = 4;

    private readonly List<(string Id, bool AtLeastOnce)> _jobs = [];
    private readonly Dictionary<string, int> _done = [];

    public string Summary => $"jobs: {_jobs.Count}; " + string.Join(", ", _done.OrderBy(static row => row.Key, StringComparer.Ordinal).Select(static row => $"{row.Key}: {row.Value}"));

    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        foreach (var node in cluster.Nodes)
            await node.OkAsync("contend", "c");
        for (var step = 0; clock.Elapsed < length; step++)
        {
            // One fault at a time, because two of three nodes have to vote for the death of the third.
            if (step % 12 == 11)
                await FaultAsync();
            else
                await WorkAsync(step);
        }

        foreach (var gate in Enumerable.Range(0, 8))
            cluster.Open($"g{gate}");
        List<string> errors = [.. await EndsAsync()];
        errors.AddRange(Fences("l"));
        errors.AddRange(Fences("c"));
        var spans = LeaseJournal.ReadAll(cluster.Folder);
        _done["holders seen live"] = spans.Count;
        errors.AddRange(LeaseCheck.Run(spans));
        return errors;
    }

    private void Count(string what) => _done[what] = _done.GetValueOrDefault(what) + 1;

    private NodeProcess Any() => cluster.Nodes[random.Next(cluster.Nodes.Count)];

    private async Task WorkAsync(int step)
    {
        switch (random.Next(10))
        {
            case < 6:
                var isAtLeastOnce = random.Next(2) == 0;
                var id = $"j{step}";
                if ((await Any().CallAsync("spawn", id, isAtLeastOnce ? "AtLeastOnce" : "AtMostOnce", $"{MaxAttempts}", $"g{random.Next(8)}"))[0] == "ok")
                    _jobs.Add((id, isAtLeastOnce));
                break;
            case 6 when _jobs.Count > 0:
                await Any().CallAsync("abort", _jobs[random.Next(_jobs.Count)].Id);
                Count("aborts");
                break;
            case 7:
                cluster.Open($"g{random.Next(8)}");
                break;
            default:
                await LockAsync();
                break;
        }
    }

    private async Task LockAsync()
    {
        var (one, other) = (Any(), Any());
        var first = await one.CallAsync("lock", "l");
        if (first[0] != "ok")
            return;
        Count("locks");
        if (random.Next(4) != 0)
        {
            await one.CallAsync("unlock", "l");
            return;
        }

        // Left to its node, which may die with it: the next holder waits for the release below, or for the end of the lease.
        var next = other.CallAsync("lock", "l");
        await one.CallAsync("unlock", "l");
        if ((await next)[0] == "ok")
            await other.CallAsync("unlock", "l");
    }

    private async Task FaultAsync()
    {
        var victim = Any();
        // A lease that dies with the node.
        await victim.CallAsync("lock", "l");
        if (random.Next(2) == 0)
        {
            Count("kills");
            await victim.KillAsync();
        }
        else
        {
            Count("pauses");
            await victim.SuspendAsync();
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 15)));
            await victim.ResumeAsync();
            await Task.Delay(TimeSpan.FromSeconds(3));
            if (!victim.HasExited && (await victim.CallAsync("unlock", "l"))[0] == "ok")
                return;
            await victim.KillAsync();
        }

        await cluster.RemoveAsync(victim);
        await (await cluster.AddAsync()).OkAsync("contend", "c");
        await cluster.KnowEachOtherAsync();
    }

    private async Task<List<string>> EndsAsync()
    {
        var errors = new List<string>();
        foreach (var (id, isAtLeastOnce) in _jobs)
        {
            var answer = await Any().CallAsync("join", id);
            var status = await Any().OkAsync("status", id);
            Count(status[0]);
            var begun = cluster.LinesOf("begin", id).Select(static line => int.Parse(line[2], CultureInfo.InvariantCulture)).Order().ToList();
            var attempt = int.Parse(status[1], CultureInfo.InvariantCulture);
            if (status[0] is "Pending" or "Running")
                errors.Add($"{id} has not ended after its join said '{string.Join(' ', answer)}'");
            if (attempt > (isAtLeastOnce ? MaxAttempts : 1))
                errors.Add($"{id} has attempt {attempt}");
            if (begun.Count != begun.Distinct().Count())
                errors.Add($"{id} began an attempt twice: {string.Join(' ', begun)}");
            if (!isAtLeastOnce && begun.Count > 1)
                errors.Add($"{id} is AtMostOnce and began {begun.Count} times");
            if (status[0] == "Done" && !cluster.LinesOf("end", id).Any(line => line[2] == status[1]))
                errors.Add($"{id} is done by attempt {attempt}, which did not end");
            // A second look: a terminal state stays.
            if ((await Any().OkAsync("status", id))[0] != status[0])
                errors.Add($"{id} changed its terminal state {status[0]}");
        }

        return errors;
    }

    private IEnumerable<string> Fences(string name)
    {
        var fences = cluster.LinesOf("held", name).Select(static line => long.Parse(line[2], CultureInfo.InvariantCulture)).ToList();
        _done[$"grants of lock {name}"] = fences.Count;
        return fences.GroupBy(static fence => fence).Where(static same => same.Count() > 1).Select(same => $"lock {name}: fence {same.Key} was granted {same.Count()} times");
    }
}
