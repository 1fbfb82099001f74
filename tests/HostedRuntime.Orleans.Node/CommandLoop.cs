using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Nodes;

/// <summary>
/// Runs the commands of a parent: each line is a number, a command and its words. The answer is a line with the number and the outcome. The
/// commands run concurrently.
/// </summary>
internal sealed class CommandLoop(IServiceProvider services)
{
    private static readonly TimeSpan s_longHold = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_mostOfShortHolds = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClusterLease> _leases = [];
    private readonly IJobs _jobs = services.GetRequiredService<IJobs>();
    private readonly IClusterLocks _locks = services.GetRequiredService<IClusterLocks>();
    private readonly IClusterMembership _membership = services.GetRequiredService<IClusterMembership>();

    public async Task RunAsync(TextReader input, TextWriter output)
    {
        Answer(output, $"ready {_membership.Node}");
        while (await input.ReadLineAsync() is { } line)
            _ = RunAsync(line.Split(' '), output);
    }

    private async Task RunAsync(string[] words, TextWriter output)
    {
        string outcome;
        try
        {
            outcome = await RunAsync(words[1..]);
        }
        catch (Exception e)
        {
            outcome = $"{e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}";
        }

        Answer(output, $"{words[0]} {outcome}");
    }

    private void Answer(TextWriter output, string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private async Task<string> RunAsync(string[] words) => words switch
    {
        ["spawn", var id, var delivery, var attempts, var gate] => await SpawnAsync(id, Enum.Parse<JobDelivery>(delivery), int.Parse(attempts, CultureInfo.InvariantCulture), gate),
        ["join", var id] => "ok " + await (await _jobs.AttachAsync<string>(id)).JoinAsync(),
        ["abort", var id] => await DoneAsync((await _jobs.AttachAsync(id)).AbortAsync()),
        ["status", var id] => await StatusAsync(id),
        ["causes", var id] => "ok " + string.Join(' ', (await (await _jobs.AttachAsync(id)).GetStatusAsync()).Failures.Select(static failure => failure.Attempt)),
        ["lock", var name] => await LockAsync(name),
        ["contend", var name] => Contend(name),
        ["held", var name] => "ok " + LeaseOf(name).IsHeld,
        ["unlock", var name] => await DoneAsync(LeaseOf(name).DisposeAsync().AsTask()),
        ["nodes"] => "ok " + string.Join(' ', (await _membership.CaptureAsync()).Nodes.Where(static node => node.State == ClusterNodeState.Active).Select(static node => node.Id)),
        ["empty", var count, var parallel] => await EmptyAsync(int.Parse(count, CultureInfo.InvariantCulture), int.Parse(parallel, CultureInfo.InvariantCulture)),
        ["locks", var count] => await LocksAsync(int.Parse(count, CultureInfo.InvariantCulture)),
        ["items", var count] => await ItemsAsync(int.Parse(count, CultureInfo.InvariantCulture)),
        _ => "unknown command",
    };

    private static async Task<string> DoneAsync(Task task)
    {
        await task;
        return "ok";
    }

    private async Task<string> SpawnAsync(string id, JobDelivery delivery, int attempts, string gate)
    {
        await _jobs.SpawnAsync<GateArgs, string>("gate/v1", new GateArgs(gate), new JobOptions { Id = id, Delivery = delivery, MaxAttempts = attempts });
        return "ok";
    }

    private async Task<string> StatusAsync(string id)
    {
        var status = await (await _jobs.AttachAsync(id)).GetStatusAsync();
        return $"ok {status.State} {status.Attempt} {status.Node ?? "-"}";
    }

    private async Task<string> LockAsync(string name)
    {
        var lease = await _locks.Mutex(name).AcquireAsync();
        lock (_gate)
            _leases[name] = lease;
        Journal.Write($"held {name} {lease.Fence}");
        _ = LeaseJournal.WatchAsync(lease);
        lease.Lost.Register(() => Journal.Write($"lost {name} {lease.Fence}"));
        return $"ok {lease.Fence}";
    }

    /// <summary>Takes the lock again and again, as long as this process lives.</summary>
    private string Contend(string name)
    {
        _ = Task.Run(async () =>
        {
            for (var i = 1; ; i++)
            {
                try
                {
                    await using var lease = await _locks.Mutex(name).AcquireAsync();
                    Journal.Write($"held {name} {lease.Fence}");
                    _ = LeaseJournal.WatchAsync(lease);
                    // Now and then for longer than the time to live, so that the lease is renewed.
                    await Task.Delay(i % 20 == 0 ? s_longHold : Random.Shared.NextDouble() * s_mostOfShortHolds);
                }
                catch (ClusterUnavailableException)
                {
                    // The next round tries again.
                }
            }
        });
        return "ok";
    }

    private ClusterLease LeaseOf(string name)
    {
        lock (_gate)
            return _leases[name];
    }

    private async Task<string> EmptyAsync(int count, int parallel)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = parallel },
            async (i, ct) => await (await _jobs.SpawnAsync<int, int>("empty/v1", i, null, ct)).JoinAsync(ct));
        return Took(clock, count);
    }

    private async Task<string> LocksAsync(int count)
    {
        var mutex = _locks.Mutex($"figure-{Guid.NewGuid():N}");
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
            await (await mutex.AcquireAsync()).DisposeAsync();
        return Took(clock, count);
    }

    private async Task<string> ItemsAsync(int count)
    {
        var channel = services.GetRequiredService<IClusterChannels>().Bounded<int>($"figure-{Guid.NewGuid():N}", 64);
        var clock = Stopwatch.StartNew();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < count; i++)
                await channel.SendAsync(i);
        });
        for (var received = 0; received < count;)
            received += (await channel.ReceiveManyAsync(64)).Count;
        await sending;
        return Took(clock, count);
    }

    private static string Took(Stopwatch clock, int count) => string.Create(CultureInfo.InvariantCulture, $"ok {clock.Elapsed.TotalMilliseconds * 1000 / count:F0}");
}
